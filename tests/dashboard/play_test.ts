import { assertAlmostEquals, assertEquals } from "@std/assert";
import { play } from "../../src/dashboard/play.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";

/** Two runs of 0.2 and 0.1 s. */
async function* recording(): AsyncGenerator<TelemetryRecord> {
  for (const times of [[0.1, 0.2], [0.05, 0.1]]) {
    await Promise.resolve();
    yield {
      type: "log",
      time: 0,
      version: 1,
      drover: "0.1.0",
      startedAt: "2026-01-01T00:00:00.000Z",
      simulated: false,
    };
    for (const time of times) yield { type: "notice", time, text: "" };
  }
}

Deno.test("play() hands out a recording, and counts it", async () => {
  const times: number[] = [];
  const played = await play(recording(), {
    write: ({ time }) => times.push(time),
  });
  assertEquals(times, [0, 0.1, 0.2, 0, 0.05, 0.1]);
  assertEquals([played.runs, played.records], [2, 6]);
  assertAlmostEquals(played.seconds, 0.3);
});

Deno.test("play() ends when it is asked to", async () => {
  const ending = new AbortController();
  const played = await play(recording(), {
    write: ({ time }) => time === 0.1 && ending.abort(),
  }, ending.signal);
  assertEquals(played.records, 2);
});
