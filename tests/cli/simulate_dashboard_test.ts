import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UsageError } from "../../src/cli/errors.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { simulate } from "../../src/cli/simulate.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { Messages } from "../dashboard/messages.ts";
import { Reader } from "./reader.ts";

const RINGS = new URL("../simulation/scenarios/rings.ts", import.meta.url).href;

const lineOf = (...args: string[]) =>
  parseCommandLine("simulate", [RINGS, "--dashboard", "0", ...args]);

/** All that a page is told, until nothing more will come. */
async function toldBy(url: string): Promise<TelemetryRecord[]> {
  const messages = await Array.fromAsync(new Messages(`${url}events`));
  assertEquals(messages.at(-1)!.event, "end");
  return messages.filter(({ event }) => event === "message")
    .flatMap(({ data }): TelemetryRecord[] => JSON.parse(data));
}

Deno.test("simulate() shows a virtual run as it goes on, and afterwards, until it is asked to end", async () => {
  const output = new Reader();
  const ended = simulate(lineOf(), output);
  const url = await output.read(/^Dashboard: (\S+)$/m);
  const live = await toldBy(url);
  const [{ type, simulated }] = live as [TelemetryRecord & { simulated: true }];
  assertEquals([type, simulated], ["log", true]);
  assertEquals(live.filter(({ type }) => type === "summary").length, 3);
  // The run is over, and the page is not.
  assertEquals(
    await output.read(/^The dashboard stays until Ctrl\+C: (\S+)$/m),
    url,
  );
  assertMatch(output.text, /^All as expected: 1 run, /m);
  assertEquals(await toldBy(url), live);
  output.close();
  assertEquals(await ended, 0);
});

Deno.test("simulate() refuses to show several runs at a time, and says what to do", async () => {
  const output = new Reader();
  const { message } = await assertRejects(
    () => simulate(lineOf("--runs", "10", "--seed", "7"), output),
    UsageError,
  );
  assertMatch(
    message,
    /^--dashboard shows one run, not 10: .*--seed 7 .*--log runs\.ndjson, then \S.* replay runs\.ndjson$/,
  );
  assertEquals(output.text, "");
});
