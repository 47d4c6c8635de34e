import { assert, assertEquals } from "@std/assert";
import { createReport } from "../../src/cli/report/mod.ts";
import { StandardOutput } from "../../src/cli/terminal/mod.ts";

/** Runs with what goes to stderr caught. */
async function caught(run: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  const { error } = console;
  console.error = (text: string) => told.push(text);
  try {
    await run();
  } finally {
    console.error = error;
  }
  return told;
}

Deno.test("StandardOutput outlives a full disk, says so once, and goes on when there is room", async () => {
  let room = 0;
  const written: string[] = [];
  const output = new StandardOutput({
    isTerminal: () => false,
    write: (bytes) => {
      if (room < bytes.length) {
        return Promise.reject(new Error("No space left on device"));
      }
      written.push(new TextDecoder().decode(bytes));
      return Promise.resolve(bytes.length);
    },
  });
  const told = await caught(async () => {
    for (const text of ["one\n", "two\n"]) {
      output.write(text);
      await output.flush();
      assertEquals(output.isFailing, true);
    }
    room = 100;
    output.write("three\n");
    await output.flush();
  });
  assertEquals(told, [
    "Cannot write the output: No space left on device; the work goes on",
  ]);
  assertEquals([written, output.isFailing], [["three\n"], false]);
  assertEquals(output.broken.aborted, false);
});

Deno.test("StandardOutput takes a reader that has gone for a wish to end", async () => {
  const output = new StandardOutput({
    isTerminal: () => false,
    write: () => Promise.reject(new Deno.errors.BrokenPipe()),
  });
  output.write("one\n");
  await output.flush();
  assertEquals([output.broken.aborted, output.isFailing], [true, false]);
});

Deno.test("StandardOutput rewrites no lines on a dumb terminal", () => {
  const before = Deno.env.get("TERM");
  const tty = { isTerminal: () => true, write: () => Promise.resolve(0) };
  Deno.env.set("TERM", "xterm");
  assertEquals(new StandardOutput(tty).isTerminal, true);
  Deno.env.set("TERM", "dumb");
  assertEquals(new StandardOutput(tty).isTerminal, false);
  if (before === undefined) Deno.env.delete("TERM");
  else Deno.env.set("TERM", before);
});

Deno.test("--json keeps no samples for a reader that has stopped to read, and every event that is none", async () => {
  const output = new StandardOutput({
    isTerminal: () => false,
    write: () => new Promise(() => {}),
  });
  const written: string[] = [];
  const report = createReport({
    ...{ isTerminal: false, broken: output.broken, size: () => output.size() },
    get isBehind() {
      return output.isBehind;
    },
    write(text) {
      written.push(text);
      output.write(text);
    },
  }, true);
  for (let time = 0; time < 10_000; time++) {
    report.write({ type: "published", time, feed: "ab", seq: 1, bytes: 9 });
    report.write({ type: "members", time, members: [] });
  }
  const before = written.length;
  assert(before < 3000, `${before} lines wait`);
  report.write({ type: "notice", time: 7, text: "It rains" });
  assertEquals(written.length, before + 1);
  await report.close();
});
