import { assert, assertEquals, assertRejects } from "@std/assert";
import { CommandError } from "../../src/cli/errors.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { replay } from "../../src/cli/replay.ts";
import { recordLine } from "../../src/telemetry/log/record_line.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { madeRun } from "../dashboard/made_run.ts";
import { Messages } from "../dashboard/messages.ts";
import { Reader } from "./reader.ts";

async function withLog(
  records: readonly TelemetryRecord[],
  run: (file: string) => Promise<void>,
): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".ndjson" });
  try {
    await Deno.writeTextFile(file, records.map(recordLine).join(""));
    await run(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("replay() shows all of a recording, until it is asked to end", async () => {
  const records = madeRun({ peers: 4, seconds: 30 });
  await withLog([...records, ...records], async (file) => {
    const output = new Reader();
    const line = parseCommandLine("replay", [file, "--dashboard", "0"]);
    const ended = replay(line, output);
    const url = await output.read(/^Dashboard: (\S+) \(Ctrl\+C ends it\)$/m);
    assertEquals(
      await output.read(/: (\d+ runs, \d+ records, .+)\n/),
      `2 runs, ${2 * records.length} records, 1 min 1 s`,
    );
    for (const run of [0, 1]) {
      const messages = await Array.fromAsync(
        new Messages(`${url}events?run=${run}`),
      );
      const shown = messages.filter(({ event }) => event === "message")
        .flatMap(({ data }): TelemetryRecord[] => JSON.parse(data));
      assertEquals(
        shown.map(({ type, time }) => `${type} ${time}`),
        records.map(({ type, time }) => `${type} ${time}`),
      );
      assertEquals(messages.at(-1)!.event, "end");
    }
    output.close();
    assertEquals(await ended, 0);
  });
});

Deno.test("replay() --speed has each page play the recording from its beginning, whenever it is opened", async () => {
  const records = madeRun({ peers: 4, seconds: 30 });
  await withLog(records, async (file) => {
    const output = new Reader();
    const line = parseCommandLine("replay", [
      ...[file, "--dashboard", "0", "--speed", "10"],
    ]);
    const ended = replay(line, output);
    const url = await output.read(/^Dashboard: (\S+) /m);
    // All of it is there at once: time passes in the page.
    await output.read(/: (1 run, \d+ records, .+)\n/);
    for (let looks = 0; looks < 2; looks++) {
      const messages = await Array.fromAsync(new Messages(`${url}events`));
      assertEquals(JSON.parse(messages[0]!.data), {
        ...{ isReplay: true, speed: 10, run: 0, runs: 1 },
      });
      assertEquals(messages.at(-1)!.event, "end");
    }
    output.close();
    assertEquals(await ended, 0);
  });
});

Deno.test("replay() refuses a file that is no recording before it serves anything", async () => {
  await withLog([], async (file) => {
    const line = parseCommandLine("replay", [file]);
    const output = new Reader();
    const { message } = await assertRejects(
      () => replay(line, output),
      CommandError,
    );
    assert(message.startsWith(`There is nothing in ${file} yet`), message);
    assertEquals(output.text, "");
  });
});
