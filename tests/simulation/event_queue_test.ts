import { assert, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import { EventQueue, type Series } from "../../src/simulation/event_queue.ts";

const { test } = Deno;

interface Named extends Series {
  readonly name: string;
}

function seriesOf(name: string, times: number[]): Named {
  return {
    name,
    times: Float64Array.from(times),
    count: times.length,
    next: 0,
  };
}

test("events come in order of time, and those of one time in order of scheduling", () => {
  const seed = Number(Deno.env.get("DROVER_SEED") ?? 1);
  for (let run = seed; run < seed + 40; run++) {
    const random = new Random("queue", run);
    const queue = new EventQueue<Named>();
    const expected: { at: number; order: number; name: string }[] = [];
    const taken: string[] = [];
    let order = 0;
    const time = (from: number) => from + random.below(20);
    const schedule = (from: number) => {
      const name = `${order++}`;
      if (random.uniform() < 0.5) {
        const at = time(from);
        expected.push({ at, order, name });
        queue.push(at, () => void taken.push(name));
        return;
      }
      const times = Array.from({ length: random.below(30) }, () => time(from))
        .sort((a, b) => a - b);
      for (const at of times) expected.push({ at, order, name });
      queue.pushSeries(seriesOf(name, times));
    };
    const times: number[] = [];
    for (let i = 0; i < 300; i++) schedule(0);
    // Some are scheduled while others happen.
    for (let late = 0; queue.size > 0;) {
      const at = queue.nextAt;
      times.push(at);
      const event = queue.take();
      if (typeof event === "function") event();
      else taken.push(event.name);
      if (random.uniform() < 0.1 && late++ < 50) schedule(at);
    }
    expected.sort((a, b) => a.at - b.at || a.order - b.order);
    const hint =
      `DROVER_SEED=${run} deno test tests/simulation/event_queue_test.ts`;
    assertEquals(times, expected.map(({ at }) => at), hint);
    assertEquals(taken, expected.map(({ name }) => name), hint);
  }
});

test("a series is one entry, whatever its length, and none where it is empty", () => {
  const queue = new EventQueue<Named>();
  queue.pushSeries(seriesOf("long", Array.from({ length: 1000 }, (_, i) => i)));
  queue.pushSeries(seriesOf("empty", []));
  assertEquals(queue.size, 1);
  for (let i = 0; i < 999; i++) {
    assertEquals(queue.nextAt, i);
    queue.take();
    assertEquals(queue.size, 1);
  }
  queue.take();
  assertEquals(queue.size, 0);
  assertEquals(queue.nextAt, Infinity);
});

test("an empty queue has nothing to take", () => {
  assertThrows(
    () => new EventQueue<Named>().take(),
    RangeError,
    "none is scheduled",
  );
});

test("a million deliveries of a thousand broadcasts are a thousand entries", () => {
  const queue = new EventQueue<Named>();
  const random = new Random("broadcasts");
  for (let i = 0; i < 1000; i++) {
    const times = Array.from({ length: 1000 }, () => random.uniform());
    queue.pushSeries(seriesOf(`${i}`, times.sort((a, b) => a - b)));
  }
  assertEquals(queue.size, 1000);
  let last = 0, count = 0;
  for (; queue.size > 0; count++) {
    assert(queue.nextAt >= last);
    last = queue.nextAt;
    queue.take();
  }
  assertEquals(count, 1_000_000);
});
