import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DashboardError } from "../../src/dashboard/mod.ts";
import { MetricsEndpoint } from "../../src/node/metrics_endpoint.ts";
import { get } from "node:http";
import { aRun } from "../telemetry/a_run.ts";
import { readPage } from "../telemetry/exposition_grammar.ts";

const TOKEN = "DROVER_METRICS_TOKEN";

/** Status and text of an answer; fetch() cannot say another host than it asks. */
function ask(
  url: string,
  headers: Record<string, string> = {},
): Promise<[status: number, text: string]> {
  const { promise, resolve, reject } = Promise.withResolvers<
    [number, string]
  >();
  get(url, { headers, agent: false }, (response) => {
    let text = "";
    response.on("data", (part) => text += part);
    response.on("end", () => resolve([response.statusCode!, text]));
  }).on("error", reject);
  return promise;
}

Deno.test("metrics are at /metrics of this machine, and nothing else is", async () => {
  const endpoint = MetricsEndpoint.start(0);
  for (const record of aRun()) endpoint.write(record);
  const { url } = endpoint;
  const [status, page] = await ask(url);
  assertEquals(status, 200);
  assertEquals(
    readPage(page, false).samples.get("drover_updates_folded_total"),
    48,
  );
  assertEquals((await ask(new URL("/", url).href))[0], 404);
  // A page from elsewhere whose name resolves to this machine.
  assertEquals((await ask(url, { host: "evil.example" }))[0], 403);
  await endpoint.close();
  await assertRejects(() => ask(url));
});

Deno.test("metrics for other machines need a token from the environment", async () => {
  const before = Deno.env.get(TOKEN);
  Deno.env.delete(TOKEN);
  assertThrows(
    () => MetricsEndpoint.start("0.0.0.0:0"),
    DashboardError,
    `set ${TOKEN} to 16 letters or more`,
  );
  Deno.env.set(TOKEN, "short");
  assertThrows(() => MetricsEndpoint.start("0.0.0.0:0"), DashboardError);
  const token = "a secret of sixteen letters";
  Deno.env.set(TOKEN, token);
  const endpoint = MetricsEndpoint.start("0.0.0.0:0");
  const url = `http://127.0.0.1:${new URL(endpoint.url).port}/metrics`;
  assertEquals(await ask(url), [
    403,
    `Metrics need the token in ${TOKEN}, sent as Authorization: Bearer TOKEN\n`,
  ]);
  const [status] = await ask(url, { authorization: `Bearer ${token}` });
  assertEquals(status, 200);
  await endpoint.close();
  if (before === undefined) Deno.env.delete(TOKEN);
  else Deno.env.set(TOKEN, before);
});

Deno.test("where the usual port is busy, the next one is taken; one that was named is not left", async () => {
  const first = MetricsEndpoint.start(true);
  const second = MetricsEndpoint.start(true);
  const { port } = new URL(second.url);
  assertThrows(() => MetricsEndpoint.start(port), DashboardError, "metrics");
  await first.close();
  await second.close();
});
