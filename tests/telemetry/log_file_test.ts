import {
  assert,
  assertEquals,
  AssertionError,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { TextLineStream } from "@std/streams";
import { fromFileUrl } from "@std/path";
import { readLog, type TelemetryRecord } from "../../src/telemetry/mod.ts";
import { LineFile } from "../../src/telemetry/log/line_file.ts";
import { LogFile } from "../../src/telemetry/log/log_file.ts";
import { Recorder } from "../../src/telemetry/recorder.ts";
import { LogError } from "../../src/telemetry/errors.ts";
import { withFolder } from "./folder.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes notices to a log as a run of its own; returns what was told. */
async function writeRun(file: string, ...texts: string[]): Promise<string[]> {
  const told: string[] = [];
  const recorder = new Recorder();
  const onProblem = (text: string) => void told.push(text);
  recorder.add(await LogFile.open(file, { onProblem }));
  for (const text of texts) recorder.write({ type: "notice", text });
  await recorder.close();
  return told;
}

/** What a log says: `log`, or the texts of its notices. */
async function textsIn(file: string): Promise<string[]> {
  const records = await Array.fromAsync(readLog(file));
  return records.map((record) =>
    record.type === "notice" ? record.text : record.type
  );
}

Deno.test("LogFile writes a JSON object a line, and makes the folder", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/a/b/run.ndjson`;
    assertEquals(await writeRun(file, "one\ntwo", "Größe"), []);
    const lines = (await Deno.readTextFile(file)).split("\n");
    assertEquals(lines.length, 4);
    assertMatch(lines[0]!, /^\{"type":"log","time":0[.\d]*,"version":1,/);
    assertMatch(
      lines[1]!,
      /^\{"type":"notice","time":[\d.]+,"text":"one\\ntwo"\}$/,
    );
    assertEquals(lines[3], "");
    assertEquals(await textsIn(file), ["log", "one\ntwo", "Größe"]);
  });
});

Deno.test("LogFile appends a run to a file, and glues no record to a torn line", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    await writeRun(file, "one", "two");
    const whole = await Deno.readFile(file);
    // Wherever a crash has torn it.
    for (const cut of [0, 1, 5, 40, whole.length - 60]) {
      await Deno.writeFile(file, whole.subarray(0, whole.length - cut));
      const before = await textsIn(file);
      assertEquals(await writeRun(file, "three"), []);
      const expected = ["log", "one", "two"].slice(0, before.length);
      // A whole record without its end of line is read, and cut off.
      if (cut === 1) expected.pop();
      assertEquals(await textsIn(file), [...expected, "log", "three"]);
    }
    // A long torn line, and what some file systems leave after a power cut.
    for (const rest of ["x".repeat(200_000), "\0".repeat(4096)]) {
      await Deno.writeFile(file, whole);
      await Deno.writeTextFile(file, rest, { append: true });
      assertEquals(await textsIn(file), ["log", "one", "two"]);
      await writeRun(file, "three");
      assertEquals(await textsIn(file), ["log", "one", "two", "log", "three"]);
    }
  });
});

Deno.test("LogFile leaves a file alone that is no log", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/thesis.txt`;
    await Deno.writeTextFile(file, "It was a dark and stormy");
    await assertRejects(
      () => LogFile.open(file, { onProblem: () => {} }),
      LogError,
      `Cannot write the log ${file}: it is no log, and stays as it is; name another file`,
    );
    assertEquals(await Deno.readTextFile(file), "It was a dark and stormy");
  });
});

Deno.test("LogFile writes to no file that another run writes to", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    const first = new Recorder();
    first.add(await LogFile.open(file, { onProblem: () => {} }));
    await assertRejects(
      () => writeRun(file, "two"),
      LogError,
      "another process writes to it; name another file",
    );
    await first.close();
    assertEquals(await textsIn(file), ["log"]);
  });
});

Deno.test("LogFile is refused at once where it cannot be opened", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/taken`, "a file");
    for (const file of [`${folder}/taken/run.ndjson`, folder]) {
      await assertRejects(
        () => LogFile.open(file, { onProblem: () => {} }),
        LogError,
        `Cannot write the log ${file}: `,
      );
    }
  });
});

Deno.test("LogFile keeps no more than 8 MB for a slow disk, and says what is missing", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    const told: string[] = [];
    const onProblem = (text: string) => void told.push(text);
    const log = await LogFile.open(file, { onProblem });
    const text = "x".repeat(100_000);
    const record: TelemetryRecord = { type: "notice", time: 1, text };
    const { version, ...head } = { type: "log" as const, version: 1, time: 0 };
    log.write({
      ...head,
      version,
      drover: "",
      startedAt: "",
      simulated: false,
    });
    for (let i = 0; i < 100; i++) log.write(record);
    await log.close();
    assertEquals((await textsIn(file)).length, 81);
    assertEquals(told, [`The log ${file} lacks 20 records`]);
  });
});

function linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStream<string> {
  return stream.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
}

function spawnWriter(prefix: string, file: string, records: number) {
  const script = fromFileUrl(new URL("./writer.ts", import.meta.url));
  const deno =
    `exec "${Deno.execPath()}" run --no-lock --allow-read --allow-write "${script}"`;
  return new Deno.Command("sh", {
    args: ["-c", `${prefix} ${deno} "${file}" ${records}`],
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

Deno.test({
  name: "A process that is killed loses the last second of its log at most",
  ignore: Deno.build.os === "windows",
  async fn() {
    // A disk may be busy with others for longer than that, but not again and again.
    const lost: string[] = [];
    for (let left = 3; left > 0; left--) {
      const { told, written } = await killed();
      // A hundred rounds take a second, by the process's own clock at least.
      if (written >= told - 100) return;
      lost.push(`${written} rounds of ${told} were written`);
    }
    throw new AssertionError(lost.join(", "));
  },
});

/** How many rounds a process told that was killed, and how many are in its log, which has no gaps. */
async function killed(): Promise<{ told: number; written: number }> {
  let told = 0, written = 0;
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    const process = spawnWriter("", file, 1);
    for await (const line of linesOf(process.stdout)) {
      told = Number(line);
      if (told === 250) process.kill("SIGKILL");
    }
    await process.status;
    written = (await wholeRoundsIn(file)).length;
  });
  return { told, written };
}

const hasPrlimit = await new Deno.Command("sh", {
  args: ["-c", "command -v prlimit"],
  stdout: "null",
}).output().then(({ success }) => success, () => false);

Deno.test({
  name:
    "A disk that is full costs a log no whole line, and what came meanwhile is written when there is room" +
    (hasPrlimit ? "" : " (skipped: needs prlimit)"),
  ignore: !hasPrlimit,
  async fn() {
    await withFolder(async (folder) => {
      const file = `${folder}/run.ndjson`;
      // A limit on the size of files fails in mid-line, as a full disk does.
      const process = spawnWriter("trap '' XFSZ; ulimit -S -f 64;", file, 4);
      const lines = linesOf(process.stdout);
      const told: string[] = [];
      let round = 0, failedAt = Infinity, isFull = true;
      for await (const line of lines) {
        if (/^\d+$/.test(line)) round = Number(line);
        else told.push(line);
        if (told.length > 1) break;
        if (told.length === 1 && failedAt === Infinity) {
          assert((await wholeRoundsIn(file)).length > 0);
          failedAt = round;
        }
        if (isFull && round >= failedAt + 200) {
          isFull = false;
          const args = ["--pid", String(process.pid), "--fsize=unlimited"];
          await new Deno.Command("prlimit", { args }).output();
        }
      }
      process.kill("SIGKILL");
      await process.status;
      assertMatch(told[0]!, /^Cannot write the log .*training goes on/);
      assertMatch(told[1]!, /can be written again: nothing is missing$/);
      const written = (await wholeRoundsIn(file)).length;
      assert(written > failedAt + 100, `${written}, full at ${failedAt}`);
      assert((await Deno.stat(file)).size > 32 * 1024);
    });
  },
});

/** The rounds in a log, from the first one on and without a gap. */
async function wholeRoundsIn(file: string): Promise<number[]> {
  const rounds: number[] = [];
  for await (const record of readLog(file)) {
    if (record.type === "joined") rounds.push(record.round);
  }
  assertEquals(rounds, rounds.map((_, index) => index));
  return rounds;
}

Deno.test("LogFile goes on under its name where the log was emptied, removed or moved away", async () => {
  for (const what of ["emptied", "removed", "moved"]) {
    await withFolder(async (folder) => {
      const file = `${folder}/run.ndjson`;
      const told: string[] = [];
      const recorder = new Recorder();
      const onProblem = (text: string) => void told.push(text);
      recorder.add(await LogFile.open(file, { onProblem }));
      recorder.write({ type: "notice", text: "one" });
      while ((await textsIn(file).catch(() => [])).length < 2) await sleep(50);
      if (what === "emptied") await Deno.truncate(file);
      if (what === "removed") await Deno.remove(file);
      if (what === "moved") await Deno.rename(file, `${file}.1`);
      recorder.write({ type: "notice", text: "two" });
      await recorder.close();
      assertEquals(await textsIn(file), ["log", "two"], what);
      if (what === "moved") {
        assertEquals(await textsIn(`${file}.1`), ["log", "one"]);
      }
      assertEquals(told, []);
    });
  }
});

Deno.test("LineFile puts nothing before its lines where a full disk was made room on by emptying it", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/run.ndjson`;
    const file = await LineFile.open(path);
    const line = new TextEncoder().encode('{"type":"log",}\n');
    await file.append(line);
    // The disk is full in the middle of the next line.
    const { write } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.write = async function (bytes: Uint8Array) {
      await write.call(this, bytes.subarray(0, 3));
      throw new Error("No space left on device");
    };
    try {
      await assertRejects(() => file.append(line), Error, "No space");
    } finally {
      Deno.FsFile.prototype.write = write;
    }
    await Deno.truncate(path);
    await file.append(line);
    await file.close();
    assertEquals(await Deno.readFile(path), line);
  });
});

Deno.test("LogFile writes as much of what waits as there is room for", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    const { write } = Deno.FsFile.prototype;
    let room = 1_200_000;
    Deno.FsFile.prototype.write = async function (bytes: Uint8Array) {
      const count = await write.call(this, bytes.subarray(0, room));
      room -= count;
      if (room === 0) throw new Error("No space left on device");
      return count;
    };
    try {
      const texts = Array.from({ length: 40 }, () => "x".repeat(50_000));
      const told = await writeRun(file, ...texts);
      const kept = (await textsIn(file)).length;
      assert(kept > 10 && kept < 30, `${kept} records`);
      assertEquals(told.at(-1), `The log ${file} lacks ${41 - kept} records`);
    } finally {
      Deno.FsFile.prototype.write = write;
    }
  });
});
