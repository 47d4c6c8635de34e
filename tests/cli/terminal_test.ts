import { assertEquals } from "@std/assert";
import {
  createStyle,
  cut,
  LiveBlock,
  table,
  wrap,
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
  block.clear();
  block.clear();
  assertEquals(screen.lines, ["stays", ""]);
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

Deno.test("LiveBlock takes wide characters for what they are", () => {
  const screen = new Screen(10, 4);
  const block = new LiveBlock(screen);
  const seen = () => screen.lines.map((line) => line.replaceAll("\0", ""));
  block.show(["会议室里的牛 4", "y"]);
  assertEquals(seen(), ["会议室里…", "y"]);
  block.show(["short"]);
  assertEquals(seen(), ["short"]);
  assertEquals(table([{ title: "peer" }, { title: "K" }], [["会议室", "4"]]), [
    "peer    K",
    "会议室  4",
  ]);
  assertEquals(wrap("会议室 会议室", 10), "会议室\n  会议室");
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

Deno.test("LiveBlock takes back what a narrower terminal has wrapped", () => {
  let columns = 40;
  const written: string[] = [];
  const block = new LiveBlock({
    isTerminal: true,
    isBehind: false,
    broken: new AbortController().signal,
    size: () => ({ columns, rows: 24 }),
    write: (text) => void written.push(text),
  });
  block.show(["x".repeat(30), "y".repeat(12)]);
  columns = 15;
  block.show(["z"]);
  // Two rows of x, one of y: the cursor is in the third.
  assertEquals(written.at(-1)!.startsWith("\x1b[2A\r\x1b[J"), true);
});

Deno.test("wrap() breaks between words, and leaves alone what is longer than a line", () => {
  assertEquals(wrap("one two three four", 10), "one two\n  three\n  four");
  assertEquals(
    wrap("on /ip4/10.0.0.1/tcp/1 now", 10),
    "on /ip4/10.0.0.1/tcp/1\n  now",
  );
  assertEquals(wrap("a b\n\n  c d", 80), "a b\n\n  c d");
});
