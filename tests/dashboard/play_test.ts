import { assert, assertEquals } from "@std/assert";
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

Deno.test("play() hands out a recording at once, or no sooner than its speed says", async () => {
  for (const [speed, least] of [[Infinity, 0], [2, 150]] as const) {
    const times: number[] = [];
    const began = performance.now();
    const played = await play(recording(), {
      write: ({ time }) => times.push(time),
    }, { speed });
    const took = performance.now() - began;
    assertEquals(times, [0, 0.1, 0.2, 0, 0.05, 0.1]);
    assertEquals(played.runs, 2);
    assertEquals(played.records, 6);
    assert(Math.abs(played.seconds - 0.3) < 1e-9);
    assert(took >= least - 1, `${took} ms`);
  }
});

Deno.test("play() ends when it is asked to", async () => {
  const signal = AbortSignal.timeout(20);
  const played = await play(recording(), { write() {} }, {
    speed: 0.001,
    signal,
  });
  assertEquals(played.records, 1);
});
