import { assert } from "@std/assert";
import { Alarm } from "../../src/network/payloads/alarm.ts";
import { pause } from "../time/pause.ts";
import { until } from "./swarm_of.ts";

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
