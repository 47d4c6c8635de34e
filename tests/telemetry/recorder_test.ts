import { assert, assertEquals, assertRejects } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { recordPeer } from "../../src/telemetry/record_peer.ts";
import { Recorder } from "../../src/telemetry/recorder.ts";
import { Sampler } from "../../src/telemetry/sampler.ts";
import { FIGURES, SUMMARY } from "../cli/figures.ts";
import { rows } from "./rows.ts";

function sink(everyMs?: number) {
  const records: TelemetryRecord[] = [];
  return {
    records,
    write: (record: TelemetryRecord) => void records.push(record),
    ...(everyMs === undefined ? {} : { everyMs }),
  };
}

const types = (records: TelemetryRecord[]) => records.map(({ type }) => type);

Deno.test("Recorder opens with a log record, and gives all sinks one clock", () => {
  let now = 5000;
  const startedAt = new Date("2026-01-02T03:04:05Z");
  const recorder = new Recorder({ now: () => now, startedAt });
  const first = sink();
  const second = sink();
  recorder.add(first);
  now += 1234.5678;
  recorder.add(second);
  recorder.write({ type: "notice", text: "It rains" }, "ab");
  assertEquals(first.records, second.records);
  assertEquals(first.records, [
    {
      type: "log",
      time: 0,
      version: 1,
      drover: config.version,
      startedAt: "2026-01-02T03:04:05.000Z",
      simulated: false,
    },
    { type: "notice", time: 1.235, observer: "ab", text: "It rains" },
  ]);
});

Deno.test("Recorder tells a sink that comes late the opening, and no more", () => {
  const recorder = new Recorder();
  recorder.write({ type: "notice", text: "early" });
  const first = sink();
  recorder.add(first);
  recorder.endOpening();
  recorder.write({ type: "notice", text: "late" });
  const late = sink();
  const remove = recorder.add(late);
  assertEquals(types(first.records), ["log", "notice", "notice"]);
  assertEquals(types(late.records), ["log", "notice"]);
  remove();
  recorder.write({ type: "notice", text: "later" });
  assertEquals(late.records.length, 2);
});

Deno.test("Recorder tells once of a sink that fails, and the others go on", async () => {
  const problems: string[] = [];
  const recorder = new Recorder({
    onProblem: (problem) => problems.push(problem),
  });
  const good = sink();
  recorder.add({
    write() {
      throw new Error("The moon is full");
    },
    close: () => Promise.reject(new Error("Still full")),
  });
  recorder.add(good);
  recorder.write({ type: "notice", text: "a" });
  recorder.write({ type: "notice", text: "b" });
  await recorder.close();
  assertEquals(problems, [
    "Training goes on, but is not recorded in full: The moon is full",
  ]);
  assertEquals(good.records.length, 3);
});

Deno.test("Sampler gives progress as often as a sink wants it, and members about 16 rows a second", () => {
  for (const [count, every] of [[4, 1], [16, 1], [64, 4]] as const) {
    let now = 0;
    const recorder = new Recorder({ now: () => now });
    const usual = sink();
    const often = sink(250);
    recorder.add(usual);
    recorder.add(often);
    const members = rows(count);
    const peer = { figures: () => FIGURES, members: () => members };
    const sampler = new Sampler(recorder, peer, "ab");
    for (; now < 20_000; now += 250) sampler.look();
    const of = (type: string, { records }: { records: TelemetryRecord[] }) =>
      records.filter((record) => record.type === type);
    assertEquals(of("progress", usual).length, 20);
    assertEquals(of("progress", often).length, 80);
    assertEquals(of("members", usual).length, 20 / every);
    assertEquals(of("members", often), of("members", usual));
    assertEquals(of("progress", usual)[1], {
      type: "progress",
      time: 1,
      observer: "ab",
      ...FIGURES,
    });
  }
});

Deno.test("Sampler records members at once when somebody has come or gone", () => {
  let now = 0;
  const recorder = new Recorder({ now: () => now });
  const one = sink();
  recorder.add(one);
  const members = rows(4);
  const peer = { figures: () => FIGURES, members: () => members };
  const sampler = new Sampler(recorder, peer);
  for (; now <= 3000; now += 250) {
    if (now === 1250) {
      recorder.write({ type: "member-left", peer: "ab", members: 3 });
    }
    sampler.look();
  }
  const times = one.records.filter(({ type }) => type === "members")
    .map(({ time }) => time);
  assertEquals(times, [0, 1, 1.25, 2.25]);
});

Deno.test("Sampler looks again soon, twice at most, whether a member that was not slow stays late", () => {
  const timesOf = (
    count: number,
    slowness: number,
    isLateAt: (now: number) => boolean,
  ) => {
    let now = 0;
    const recorder = new Recorder({ now: () => now });
    const one = sink();
    recorder.add(one);
    const members = () =>
      rows(count).map((row, i) =>
        i === 1 ? { ...row, isLate: isLateAt(now), slowness } : row
      );
    const peer = { figures: () => FIGURES, members };
    const sampler = new Sampler(recorder, peer);
    for (; now <= 3000; now += 250) sampler.look();
    return one.records.filter(({ type }) => type === "members")
      .map(({ time }) => time);
  };
  assertEquals(timesOf(4, 1, () => false), [0, 1, 2, 3]);
  assertEquals(timesOf(4, 1, (now) => now === 1000), [0, 1, 1.25, 2.25]);
  assertEquals(timesOf(4, 1, (now) => now >= 1000), [
    ...[0, 1, 1.25, 1.5],
    ...[2.5, 2.75, 3],
  ]);
  assertEquals(timesOf(4, 8, () => true), [0, 1, 2, 3]);
  assertEquals(timesOf(32, 1, () => true), [0, 2]);
});

Deno.test("Sampler asks for no figures that nobody wants", () => {
  const peer = {
    figures(): never {
      throw new Error("Nobody wants them");
    },
    members: () => [],
  };
  new Sampler(new Recorder(), peer).look();
});

Deno.test("recordPeer() records the figures, then the summary, and closes the sinks before it is done", async () => {
  const recorder = new Recorder();
  const done = Promise.withResolvers<typeof SUMMARY>();
  let isClosed = false;
  const { write, records } = sink();
  recorder.add({
    write,
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  });
  const peer = { figures: () => FIGURES, members: () => rows(2) };
  const recorded = recordPeer(recorder, peer, done.promise);
  await new Promise((resolve) => setTimeout(resolve, 5));
  done.resolve(SUMMARY);
  assertEquals(await recorded, SUMMARY);
  assert(isClosed);
  assertEquals(types(records), ["log", "progress", "members", "summary"]);
});

Deno.test("recordPeer() records why a peer failed", async () => {
  const recorder = new Recorder();
  const one = sink();
  recorder.add(one);
  const peer = { figures: () => FIGURES, members: () => rows(2) };
  const failure = Promise.reject(new Error("The disk is gone"));
  await assertRejects(() => recordPeer(recorder, peer, failure), Error, "gone");
  const { type, message } = one.records.at(-1) as {
    type: string;
    message: string;
  };
  assertEquals([type, message], ["error", "The disk is gone"]);
});

Deno.test("Recorder keeps no whole run for a sink that may come later", () => {
  const recorder = new Recorder();
  for (let i = 0; i < 5000; i++) {
    recorder.write({ type: "notice", text: `${i}` });
  }
  let heard = 0;
  recorder.add({ write: () => heard++ });
  assertEquals(heard, 1024);
});
