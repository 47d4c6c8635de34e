import { assert, assertEquals } from "@std/assert";
import { History } from "../../src/dashboard/history.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { madeRun } from "./made_run.ts";

/** A record of figures at a time, of about so many bytes. */
function sample(time: number, bytes = 0): TelemetryRecord {
  const filling = "x".repeat(bytes);
  return { type: "progress", time, filling } as unknown as TelemetryRecord;
}

function event(time: number): TelemetryRecord {
  return { type: "notice", time, text: `At ${time}` };
}

/** Times of the records that are kept. */
function timesIn(history: History, type: string): number[] {
  const { texts } = history.after(0)!;
  return texts.map((text): TelemetryRecord => JSON.parse(text))
    .filter((record) => record.type === type).map(({ time }) => time);
}

Deno.test("History keeps every event, and figures ever more rarely the older they are", () => {
  const history = new History({ full: 100 });
  for (let time = 0; time < 10_000; time++) {
    history.write(sample(time, 1000));
    if (time % 50 === 0) history.write(event(time));
  }
  const events = timesIn(history, "notice");
  assertEquals(events, Array.from({ length: 200 }, (_, i) => 50 * i));
  const times = timesIn(history, "progress");
  assertEquals(times[0], 0, "the beginning");
  assertEquals(times.at(-1), 9999, "the newest");
  const newest = times.filter((time) => time >= 9900);
  assertEquals(newest.length, 100, "all of the last 100 s");
  for (let i = 1; i < times.length; i++) {
    const age = 9999 - times[i - 1]!;
    const gap = times[i]! - times[i - 1]!;
    // 1 s apart up to 100 s, 2 s up to 200 s, 4 s up to 400 s
    assert(gap <= Math.max(1, 2 * age / 100), `${gap} s at age ${age} s`);
  }
  // 100 for the first 100 s, then 50 each time the age doubles.
  assert(times.length < 800, `${times.length} of 10000 records`);
});

Deno.test("History stays within its budget whatever comes, and keeps the newest of each kind", () => {
  const history = new History({ full: 1e9, budget: 1e6 });
  for (let time = 0; time < 5000; time++) {
    history.write(sample(time, 2000));
    history.write(event(time));
  }
  assert(history.bytes < 1e6 + 2 ** 18, `${history.bytes} bytes`);
  assertEquals(timesIn(history, "progress").at(-1), 4999);
  const events = timesIn(history, "notice");
  assertEquals(events.length, 5000, "what is large goes first");
});

Deno.test("History hands out what follows a number, oldest first and piece by piece", () => {
  const history = new History();
  assertEquals(history.after(0), undefined);
  for (let time = 1; time <= 10; time++) history.write(event(time));
  const texts: string[] = [];
  let last = 0;
  for (let pieces = 0;; pieces++) {
    const batch = history.after(last, 100);
    if (batch === undefined) {
      assert(pieces > 3, `${pieces} pieces`);
      break;
    }
    texts.push(...batch.texts);
    last = batch.last;
  }
  const times = texts.map((text) => JSON.parse(text).time);
  assertEquals(times, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals(history.after(7)!.texts.length, 3);
  assertEquals(history.after(10), undefined);
});

Deno.test("An hour of 64 peers is a few MB", () => {
  const history = new History();
  let bytes = 0;
  let records = 0;
  for (const record of madeRun({ peers: 64, seconds: 3600 })) {
    records++;
    bytes += JSON.stringify(record).length;
    history.write(record);
  }
  console.log(
    `${records} records, ${
      (bytes / 1e6).toFixed(1)
    } MB, of which ${history.size} records, ${
      (history.bytes / 1e6).toFixed(1)
    } MB are kept`,
  );
  assert(history.bytes < 6e6, `${history.bytes} bytes`);
});
