import { assertEquals } from "@std/assert";
import { Playhead } from "../../src/dashboard/page/playhead.ts";

Deno.test("Playhead follows until somebody looks at an earlier moment", () => {
  const playhead = new Playhead();
  assertEquals(playhead.time, Infinity);
  playhead.seek(12, 100);
  assertEquals([playhead.state, playhead.time], ["standing", 12]);
  assertEquals(playhead.pass(1, 100), false);
  playhead.follow();
  assertEquals(playhead.time, Infinity);
});

Deno.test("Playhead plays at its speed and follows once it has caught up", () => {
  const playhead = new Playhead();
  playhead.seek(90, 100);
  playhead.toggle(100, true);
  playhead.speed = 5;
  assertEquals(playhead.pass(1, 100), true);
  assertEquals(playhead.time, 95);
  playhead.pass(2, 100);
  assertEquals(playhead.state, "following");
});

Deno.test("Playhead plays a recorded run from its beginning", () => {
  const playhead = new Playhead();
  playhead.toggle(100, false);
  assertEquals([playhead.state, playhead.time], ["playing", 0]);
  playhead.toggle(100, false);
  assertEquals(playhead.state, "standing");
});

Deno.test("Playhead of a recording that opens stands at the beginning until time passes, and stays at the end", () => {
  const playhead = new Playhead();
  playhead.open(10);
  assertEquals([playhead.state, playhead.time], ["playing", 0]);
  playhead.pass(3, 100);
  assertEquals(playhead.time, 30);
  playhead.pass(8, 100);
  assertEquals(playhead.state, "following");
  playhead.toggle(100, false);
  assertEquals([playhead.state, playhead.time], ["playing", 0]);
});

Deno.test("Playhead stands still where a live run is stopped", () => {
  const playhead = new Playhead();
  playhead.toggle(42, true);
  assertEquals([playhead.state, playhead.time], ["standing", 42]);
});

Deno.test("Playhead at or beyond the newest moment follows", () => {
  const playhead = new Playhead();
  playhead.seek(10, 100);
  playhead.seek(100, 100);
  assertEquals(playhead.state, "following");
  playhead.seek(-5, 100);
  assertEquals(playhead.time, 0);
});
