import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

Deno.test("drover doctor says what Deno keeps from it, where it may do nothing at all", async () => {
  const main = fromFileUrl(new URL("../../mod.ts", import.meta.url));
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", main, "doctor"],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(code, 1);
  assertStringIncludes(text, "✗ Deno keeps Drover from what it needs");
  assertStringIncludes(text, `${startedBy()} ...`);
});
