import { assertEquals } from "@std/assert";
import {
  createStyle,
  cut,
  LiveBlock,
  table,
} from "../../src/cli/terminal/mod.ts";
import { Screen } from "./screen.ts";

Deno.test("LiveBlock rewrites its lines in place", () => {
  const screen = new Screen(40, 10);
  const block = new LiveBlock(screen);
  block.show(["one", "two", "three"]);
  assertEquals(screen.lines, ["one", "two", "three"]);
  block.show(["1", "2"]);
  assertEquals(screen.lines, ["1", "2"]);
});

Deno.test("LiveBlock lets other lines scroll by above it", () => {
  const screen = new Screen(40, 10);
  const block = new LiveBlock(screen);
  block.above("first");
  block.show(["a", "b"]);
  block.above("second");
  assertEquals(screen.lines, ["first", "second", "a", "b"]);
  block.show(["c"]);
  assertEquals(screen.lines, ["first", "second", "c"]);
});

Deno.test("LiveBlock gives the terminal back as it was", () => {
  const screen = new Screen(40, 10);
  const block = new LiveBlock(screen);
  block.clear();
  block.above("stays");
  block.show(["a", "b"]);
  assertEquals(screen.hasCursor, false);
  block.clear();
  block.clear();
  assertEquals(screen.lines, ["stays", ""]);
  assertEquals(screen.hasCursor, true);
});

Deno.test("LiveBlock never wraps or scrolls, or it could not be rewritten", () => {
  const screen = new Screen(10, 4);
  const block = new LiveBlock(screen);
  const lines = ["x".repeat(30), "y", "z", "hidden", "hidden"];
  block.show(lines);
  assertEquals(screen.lines, ["xxxxxxxx…", "y", "z"]);
  block.show(["short"]);
  assertEquals(screen.lines, ["short"]);
});

Deno.test("cut() counts what is seen, not the colours", () => {
  const red = "\x1b[31mred\x1b[39m";
  assertEquals(cut(red, 3), red);
  assertEquals(cut(red, 2), "r…");
});

Deno.test("createStyle() leaves text alone where colours are off", () => {
  const style = createStyle(false);
  assertEquals(style.bold("x") + style.tone("y", "warning"), "xy");
});

Deno.test("table() aligns columns and leaves no space at line ends", () => {
  const columns = [
    { title: "peer" },
    { title: "updates", align: "right" as const },
    { title: "parameters" },
  ];
  assertEquals(table(columns, [["schäfchen", "12", "ab"], ["ox"]]), [
    "peer       updates  parameters",
    "schäfchen       12  ab",
    "ox",
  ]);
});
