import { assert, assertEquals } from "@std/assert";
import { afterOwnTime } from "../../src/network/own_time.ts";
import { Alarm } from "../../src/network/payloads/alarm.ts";
import { until } from "./swarm_of.ts";

/** Holds this process up, as a machine does that pauses. */
function pause(milliseconds: number): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(clock, 0, 0, milliseconds);
}

Deno.test("afterOwnTime() does not count a pause, after which all that has come is heard first", async () => {
  const rung: string[] = [];
  setTimeout(() => rung.push("timer"), 300);
  afterOwnTime(300, () => rung.push("own time"));
  pause(400);
  setTimeout(() => rung.push("what has come"));
  await until(() => rung.length === 3, "all have come");
  assertEquals(rung, ["timer", "what has come", "own time"]);
});

Deno.test("afterOwnTime() can be called off, at first and later", async () => {
  const rung: string[] = [];
  const first = afterOwnTime(250, () => rung.push("first"));
  const later = afterOwnTime(250, () => rung.push("later"));
  first();
  afterOwnTime(150, later);
  afterOwnTime(350, () => rung.push("last"));
  await until(() => rung.length > 0, "the last has come");
  assertEquals(rung, ["last"]);
});

Deno.test("An alarm that a pause held up is put off by what has come meanwhile, and rings without", async () => {
  const rung: number[] = [];
  const alarm = new Alarm(() => rung.push(performance.now()));
  const due = performance.now() + 50;
  alarm.set(due);
  pause(400);
  let later = Infinity;
  setTimeout(() => alarm.set(later = performance.now() + 300));
  await until(() => rung.length > 0, "it has rung");
  assert(rung[0]! >= later, `${rung[0]} of ${later}`);
  alarm.set(performance.now() + 50);
  pause(400);
  await until(() => rung.length > 1, "it has rung again");
  alarm.close();
});
