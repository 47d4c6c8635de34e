import { assert, assertEquals, assertRejects } from "@std/assert";
import { LogError, readLog } from "../../src/telemetry/mod.ts";
import { recordLine } from "../../src/telemetry/log/record_line.ts";
import { FIGURES } from "../cli/figures.ts";
import { withFolder } from "./folder.ts";
import { rows } from "./rows.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";

const LOG =
  '{"type":"log","time":0,"version":1,"drover":"0.1.0","startedAt":"2026-01-02T03:04:05.000Z","simulated":false}\n';
const NOTICE = '{"type":"notice","time":1,"text":"It rains"}\n';

/** Reads a file with this in it. */
async function read(text: string) {
  let records: Awaited<ReturnType<typeof one>> = [];
  const one = (file: string) => Array.fromAsync(readLog(file));
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/run.ndjson`, text);
    records = await one(`${folder}/run.ndjson`);
  });
  return records;
}

const typesOf = async (text: string) =>
  (await read(text)).map(({ type }) => type);

Deno.test("readLog() gives back what was recorded, NaN for what was not finite", async () => {
  const progress = { type: "progress" as const, time: 2, ...FIGURES };
  const [, record] = await read(LOG + recordLine(progress));
  const elastic = { ...FIGURES.elastic, bound: NaN };
  assertEquals(record, { ...progress, elastic });
});

Deno.test("What is usual of a member is not written, and read again; a log that has it in full reads the same", async () => {
  const members = rows(3);
  members[1]!.state = "suspected";
  members[2]!.folded = members[2]!.published;
  const record = { type: "members" as const, time: 2, members };
  const line = recordLine(record);
  const older = `${JSON.stringify(record)}\n`;
  assert(line.length < 0.85 * older.length, line);
  const [, fromShort, fromOlder] = await read(LOG + line + older);
  assertEquals(fromShort, record);
  assertEquals(fromOlder, record);
});

Deno.test("readLog() passes over a torn end, however short", async () => {
  assertEquals(await typesOf(""), []);
  for (let length = 1; length < LOG.length - 1; length += 7) {
    assertEquals(await typesOf(LOG.slice(0, length)), []);
    const torn = LOG + NOTICE.slice(0, Math.min(length, NOTICE.length - 2));
    assertEquals(await typesOf(torn), ["log"]);
  }
  assertEquals(await typesOf(LOG + NOTICE.trimEnd()), ["log", "notice"]);
});

Deno.test("readLog() names file and line of what is damaged", async () => {
  for (
    const line of [
      "{",
      "7",
      "[]",
      '{"type":"log","time":0}',
      '{"type":"notice"}',
      "null",
      "",
    ]
  ) {
    await assertRejects(
      () => read(`${LOG}${NOTICE}${line}\n${NOTICE}`),
      LogError,
      "run.ndjson, line 3: it is no record: the file was damaged",
    );
  }
});

Deno.test("readLog() names line and field of a record that lacks one, or goes on without it", async () => {
  const bad = [
    '{"type":"epoch","time":4.2,"epoch":1,"seconds":3.9}',
    '{"type":"members","time":5}',
    '{"type":"members","time":5,"members":[{"peer":"ab"}]}',
    '{"type":"quorum","time":6,"from":1,"to":"two","reason":"it rains"}',
  ];
  const faults = [
    "line 2: epoch.loss is absent",
    "line 3: members.members is absent",
    "line 4: members.members.name is absent",
    "line 5: quorum.to: no number",
  ];
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    await Deno.writeTextFile(file, LOG + bad.join("\n") + "\n" + NOTICE);
    const { message } = await assertRejects(
      () => Array.fromAsync(readLog(file)),
      LogError,
    );
    assertEquals(
      message,
      `Cannot read ${file}, ${
        faults[0]
      }: the file was edited; take this line out`,
    );
    const told: string[] = [];
    const records = await Array.fromAsync(
      readLog(file, { onProblem: (problem) => told.push(problem) }),
    );
    assertEquals(records.map(({ type }) => type), ["log", "notice"]);
    assertEquals(
      told,
      faults.map((fault) => `${file}, ${fault}; the record is left out`),
    );
    // What a newer one says besides is no fault.
    await Deno.writeTextFile(
      file,
      LOG + NOTICE.replace("}", ',"mood":"dull"}'),
    );
    assertEquals((await Array.fromAsync(readLog(file))).length, 2);
    await Deno.writeTextFile(file, LOG.replace(/"startedAt":"[^"]*",/, ""));
    await assertRejects(
      () => Array.fromAsync(readLog(file, { onProblem: () => {} })),
      LogError,
      "line 1: log.startedAt is absent",
    );
  });
});

Deno.test("readLog() reads nothing but logs", async () => {
  for (
    const text of ["It was a dark night", NOTICE, `${NOTICE}${LOG}`, "{}\n"]
  ) {
    await assertRejects(
      () => read(text),
      LogError,
      "line 1: it is no log of Drover: a log is what --log FILE has written",
    );
  }
  await assertRejects(
    () => Array.fromAsync(readLog("none.ndjson")),
    LogError,
    `Cannot read the log none.ndjson: there is no such file; ${startedBy()} train TASK --log`,
  );
});

Deno.test("readLog() refuses a newer version, and skips types that it does not know", async () => {
  const unknown = '{"type":"weather","time":2,"rain":true}\n';
  assertEquals(await typesOf(LOG + unknown + NOTICE), ["log", "notice"]);
  const newer = LOG.replace('"version":1', '"version":2').replace("0.1", "0.9");
  await assertRejects(
    () => read(LOG + NOTICE + newer),
    LogError,
    "line 3: records of version 2 follow, and this Drover reads versions up to 1; read it with a newer one (0.9.0 wrote it)",
  );
});

Deno.test("readLog() holds a moment of a long log, and closes the file when it is left", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/run.ndjson`;
    const line = recordLine({ type: "members", time: 1, members: rows(64) });
    const text = LOG + line.repeat(1000); // 26 MB
    await Deno.writeTextFile(file, text);
    for await (const { type } of readLog(file)) if (type === "members") break;
    let count = 0;
    const before = Deno.memoryUsage().heapUsed;
    let most = 0;
    for await (const _ of readLog(file)) {
      if (count++ % 100 === 0) {
        most = Math.max(most, Deno.memoryUsage().heapUsed - before);
      }
    }
    assertEquals(count, 1001);
    assert(most < 100e6, `${most} bytes for a file of ${text.length}`);
  });
});

Deno.test("readLog() soon gives up what is no log, however large it is", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/disk.img`;
    for (const start of ["", LOG.slice(0, 40), LOG + LOG.slice(0, 40)]) {
      await Deno.writeTextFile(file, start);
      // Without a line's end: nothing is on disk but its length.
      await Deno.truncate(file, 2 ** 30);
      await assertRejects(
        () => Array.fromAsync(readLog(file)),
        LogError,
        start === "" ? "it is no log of Drover" : "it is no record",
      );
    }
    await assertRejects(
      () => Array.fromAsync(readLog(folder)),
      LogError,
      "it is a folder",
    );
  });
});
