import { assertEquals } from "@std/assert";
import { afterOwnTime } from "../../src/time/mod.ts";
import { pause } from "./pause.ts";
import { until } from "../network/swarm_of.ts";

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
