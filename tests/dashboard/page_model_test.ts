import { assert, assertEquals } from "@std/assert";
import {
  isMissed,
  momentAt,
  type PageRecord,
  Recording,
  Series,
  Timeline,
} from "../../src/dashboard/page/model/mod.ts";
import { Random } from "../../src/random/mod.ts";
import { madePeers, rowOf } from "./made_peers.ts";
import { madeRun } from "./made_run.ts";

/** What a page has after these records, each as it comes over the wire. */
function recordingOf(records: readonly PageRecord[]): Recording {
  const recording = new Recording();
  for (const record of records) {
    recording.take(JSON.parse(JSON.stringify(record)));
  }
  return recording;
}

Deno.test("Series thins its older half and keeps every newer point", () => {
  const series = new Series({ a: "last", b: "mean", c: "most" }, 8);
  for (let i = 0; i < 9; i++) series.push(i, { a: i, b: i, c: -i });
  assertEquals([...series.times], [1, 3, 4, 5, 6, 7, 8]);
  assertEquals([...series.column("a")], [1, 3, 4, 5, 6, 7, 8]);
  assertEquals([...series.column("b")], [0.5, 2.5, 4, 5, 6, 7, 8]);
  assertEquals([...series.column("c")], [0, -2, -4, -5, -6, -7, -8]);
});

Deno.test("Series holds a bounded number of points of a run without end", () => {
  const series = new Series({ a: "last" }, 64);
  for (let i = 0; i < 100_000; i++) series.push(i, { a: i });
  assert(series.length <= 64);
  assertEquals(series.at("a", Infinity), 99_999);
  assertEquals([...series.times], [...series.times].toSorted((x, y) => x - y));
});

Deno.test("Series tells the value of a moment, and NaN where none is known", () => {
  const series = new Series({ a: "last" });
  series.push(1, { a: 10 });
  series.push(2, { a: null });
  series.push(3, { a: 30 });
  assertEquals(series.at("a", 0.5), NaN);
  assertEquals(series.at("a", 1.9), 10);
  assertEquals(series.at("a", 2), NaN);
  assertEquals(series.at("a", 99), 30);
});

Deno.test("Series leaves out a point that is older than the newest", () => {
  const series = new Series({ a: "last" });
  series.push(5, { a: 1 });
  series.push(4, { a: 2 });
  assertEquals([...series.times], [5]);
});

Deno.test("Timeline keeps the newest values, and their weight below its capacity", () => {
  const timeline = new Timeline<number[]>(100, (rows) => rows.length);
  for (let i = 0; i < 1000; i++) timeline.push(i, Array(10).fill(i));
  assert(timeline.all.length <= 10);
  assertEquals(timeline.newest?.time, 999);
  assertEquals(timeline.at(5000)?.value[0], 999);
  assertEquals(timeline.at(-1), undefined);
});

Deno.test("Timeline can forget the oldest without leaving gaps", () => {
  const timeline = new Timeline<number>(100, () => 1, "oldest");
  for (let i = 0; i < 150; i++) timeline.push(i, i);
  const times = timeline.all.map(({ time }) => time);
  times.forEach((time, i) => assertEquals(time, times[0]! + i));
  assertEquals(times.at(-1), 149);
});

Deno.test("Of a run the newest moment has figures, members, and what is left of it", () => {
  const records = madeRun({ peers: 4, seconds: 100 })
    .filter(({ time }) => time <= 50);
  const { history } = recordingOf(records);
  const moment = momentAt(history, Infinity);
  assertEquals(moment.isNewest, true);
  assertEquals(moment.figures?.progress, 6);
  assertEquals(
    moment.members.map(({ name }) => name),
    ["laptop-1", "desktop-2", "mini-3", "server-4"],
  );
  assertEquals(moment.members.map(({ isStraggler }) => isStraggler), [
    false,
    false,
    false,
    true,
  ]);
  assert(Math.abs(moment.remaining - 50) < 1e-6, `${moment.remaining} s`);
  assertEquals(moment.validation?.epoch, 5);
});

Deno.test("A member's pace follows from what it has published", () => {
  const { history } = recordingOf(madeRun({ peers: 4, seconds: 60 }));
  const { members } = momentAt(history, 40);
  assertEquals(
    members.map(({ updatesPerSecond }) => Math.round(updatesPerSecond)),
    [6, 6, 6, 1],
  );
});

Deno.test("A moment in the past is what it was, whatever came afterwards", () => {
  const records = madeRun({ peers: 4, seconds: 200 });
  const then = recordingOf(records.filter(({ time }) => time <= 110));
  const all = recordingOf(records);
  const moment = momentAt(all.history, 110);
  assertEquals(
    { ...moment, isNewest: true },
    momentAt(then.history, Infinity),
  );
  assertEquals(
    moment.members.filter(({ state }) => state === "suspected")
      .map(({ name }) => name),
    ["mini-3"],
  );
});

Deno.test("Reasons name peers, and events come in words without those of each update", () => {
  const { history } = recordingOf([
    ...madeRun({ peers: 4, seconds: 60 }),
    {
      type: "published",
      time: 70,
      feed: "ab",
      seq: 1,
      bytes: 10,
      words: "Update 1 goes out",
      tone: "plain",
    },
  ]);
  const { value } = history.changes.all[0]!;
  assertEquals(value.what, "quorum");
  assert(value.reason.includes("slowest server-4 with"), value.reason);
  assert(history.feed.all.every(({ value }) => value.type !== "published"));
  assert(history.feed.all.some(({ value }) => value.tone === "warning"));
});

Deno.test("Figures that were NaN or infinite come as null, and are not known", () => {
  const records = madeRun({ peers: 2, seconds: 3 }).map((record) =>
    record.type === "progress"
      ? {
        ...record,
        loss: NaN,
        elastic: { ...record.elastic, distance: NaN, bound: Infinity },
      }
      : record
  );
  const { history } = recordingOf(records);
  assertEquals(history.series.at("loss", 3), NaN);
  assertEquals(history.series.at("distance", 3), NaN);
  assertEquals(history.series.at("bound", 3), NaN);
});

Deno.test("Several observers have a history each, and a fault is told by all", () => {
  const [first = [], second = []] = ["aa", "bb"].map((observer) =>
    madeRun({ peers: 3, seconds: 5 }).slice(1)
      .map((record) => ({ ...record, observer }))
  );
  const recording = recordingOf([
    ...first,
    ...second,
    {
      type: "fault",
      time: 6,
      text: "peer 2 crashes",
      words: "peer 2 crashes",
      tone: "warning",
    },
  ]);
  assertEquals(recording.observers, ["aa", "bb"]);
  assertEquals(recording.shown, "aa");
  for (const observer of recording.observers) {
    const { feed } = recording.of(observer);
    assertEquals(feed.newest?.value.words, "peer 2 crashes");
  }
  recording.show("bb");
  assertEquals(recording.history, recording.of("bb"));
});

Deno.test("An hour of 64 peers stays within its bounds", () => {
  const { history } = recordingOf(madeRun({ peers: 64, seconds: 3600 }));
  assertEquals(history.series.length, 3600);
  const rows = history.members.all
    .reduce((sum, { value }) => sum + value.length, 0);
  assert(rows <= 60_000, `${rows} rows`);
  assertEquals(momentAt(history, 1800).members.length, 64);
});

Deno.test("The first observer by name is shown, until somebody chooses or one of its run comes late", () => {
  const named = (name: string, observer: string) =>
    madeRun({ peers: 3, seconds: 5 }).slice(1).map((record) =>
      record.type === "ready"
        ? { ...record, observer, name }
        : record.type === "members"
        ? {
          ...record,
          observer,
          members: record.members.map((row) =>
            row.isSelf ? { ...row, name } : row
          ),
        }
        : { ...record, observer }
    );
  const [tenth, second, zeroth] = [
    named("peer-10", "aa"),
    named("peer-2", "bb"),
    named("peer-0", "cc"),
  ] as [PageRecord[], PageRecord[], PageRecord[]];
  const recording = recordingOf([tenth[0]!, second[0]!, ...tenth.slice(1)]);
  assertEquals(recording.shown, "bb");
  assertEquals(recording.observers, ["bb", "aa"]);
  for (const record of [...second.slice(1), ...zeroth]) recording.take(record);
  assertEquals(recording.observers, ["cc", "bb", "aa"]);
  assertEquals(recording.shown, "bb");
  recording.show("aa");
  assertEquals(recording.shown, "aa");
  // Who told in another run is not here.
  recording.show("dd");
  assertEquals(recording.shown, "bb");
});

Deno.test("A namesake is told apart, who is gone stands at the end, and for ten minutes that is news", () => {
  const random = new Random(1);
  const [self, old, young] = madePeers(3, random);
  const rows = (
    silentMs: number,
    state: "suspected" | "gone",
  ): PageRecord => ({
    type: "members",
    time: silentMs / 1000,
    members: [
      rowOf(self!, 1, random),
      {
        ...rowOf({ ...old!, name: "bert", state }, 1, random),
        silentMs,
        patienceMs: 250,
      },
      rowOf({ ...young!, name: "bert" }, 1, random),
    ],
  });
  const recording = recordingOf([
    rows(24_000, "suspected"),
    rows(26_000, "gone"),
    rows(601_000, "gone"),
  ]);
  const seen = (time: number) =>
    momentAt(recording.history, time).members.map(({ name, state }) => [
      name,
      state,
    ]);
  const [before, after] = [seen(25), seen(26)];
  const oldName = `bert (${old!.key.slice(0, 8)})`;
  const youngName = `bert (${young!.key.slice(0, 8)})`;
  assertEquals(after, [
    [self!.name, "live"],
    [youngName, "live"],
    [oldName, "gone"],
  ]);
  assertEquals(
    before.find(([name]) => name === oldName)?.[1],
    "suspected",
  );
  const missed = (time: number) =>
    momentAt(recording.history, time).members.filter(isMissed).length;
  assertEquals([missed(25), missed(26), missed(601)], [0, 1, 0]);
});

Deno.test("A run that somebody stopped is not called finished", () => {
  const records = madeRun({ peers: 2, seconds: 5 });
  const last = records.findLast(({ type }) => type === "progress");
  const summary = { ...last, type: "summary", time: 5.2 } as const;
  const phaseOf = (reason: string) => {
    const { history } = recordingOf([
      ...records,
      { ...summary, reason } as PageRecord,
    ]);
    return [momentAt(history, 4).phase, momentAt(history, Infinity).phase];
  };
  assertEquals(phaseOf("stopped"), ["training", "stopped"]);
  assertEquals(phaseOf("12 epochs are over"), ["training", "finished"]);
});

Deno.test("A run that has finished shows its final evaluation, its last figures, and who finished as done", () => {
  const records = madeRun({ peers: 3, seconds: 20 });
  const told = records.findLast(({ type }) => type === "progress")!;
  const rows = records.findLast((record) => record.type === "members")!;
  const final = { epoch: 12, loss: 0.0733, metrics: { accuracy: 0.979 } };
  const ending = (reason: string) => {
    const { history } = recordingOf([
      ...records,
      {
        ...rows,
        time: 20.1,
        members: rows.members.map((row, i) => ({
          ...row,
          state: i === 1 ? "done" : row.state,
        })),
      },
      {
        ...rows,
        time: 20.2,
        members: rows.members.map((row) => ({ ...row, state: "left" })),
      },
      { ...told, type: "summary", time: 20.3, reason, loss: 0.0681, final },
    ] as PageRecord[]);
    return history;
  };
  const history = ending("12 epochs are over");
  const { validation, members, figures } = momentAt(history, Infinity);
  assertEquals(validation, final);
  assertEquals(members.map(({ state }) => state), ["done", "done", "left"]);
  const { series } = history;
  assertEquals(series.at("loss", 20.3), figures?.loss);
  // No rate follows from two looks that are so near: the one of before stands.
  assert(series.at("sentPerSecond", 20.3) > 0);
  assertEquals(
    series.at("sentPerSecond", 20.3),
    series.at("sentPerSecond", 20),
  );
  assertEquals(
    momentAt(ending("stopped"), Infinity).members.map(({ state }) => state),
    ["left", "left", "left"],
  );
});

Deno.test("Who has finished alone is done, has published what its last figures say, and sends what it sends, not what it forms", () => {
  const records = madeRun({ peers: 3, seconds: 20 }).map((record) =>
    record.type === "members"
      ? { ...record, members: record.members.filter(({ isSelf }) => isSelf) }
      : record
  );
  const told = records.findLast(({ type }) => type === "progress")!;
  const { history } = recordingOf([
    ...records.map((record) =>
      record.type === "progress"
        ? { ...record, bytesSent: 0, bytesReceived: 0 }
        : record
    ),
    {
      ...told,
      ...{ type: "summary", time: 20.3, reason: "12 epochs are over" },
      ...{ phase: "finished", published: 1050, updates: 1050 },
      ...{ bytesSent: 0, bytesReceived: 0 },
    },
  ] as PageRecord[]);
  const [before] = momentAt(history, 10).members;
  assertEquals([before!.state, before!.bytesPerSecond], ["live", 0]);
  assert(before!.updatesPerSecond > 0);
  const [self] = momentAt(history, Infinity).members;
  assertEquals([self!.state, self!.published], ["done", 1050]);
});

Deno.test("Whoever is suspected when a run is over is gone, as last heard; before the end it was suspected", () => {
  const random = new Random(1);
  const [self, other, lost] = madePeers(3, random);
  const rows: PageRecord = {
    type: "members",
    time: 20,
    members: [
      rowOf(self!, 20, random),
      rowOf({ ...other!, state: "left" }, 20, random),
      {
        ...rowOf({ ...lost!, state: "suspected" }, 20, random),
        patienceMs: 900,
      },
    ],
  };
  const told = madeRun({ peers: 3, seconds: 20 })
    .findLast(({ type }) => type === "progress")!;
  const summary = { ...told, phase: "finished", type: "summary", time: 21 };
  for (
    const end of [
      { ...summary, reason: "12 epochs" },
      { ...summary, reason: "stopped" },
      { type: "error", time: 21, message: "Cannot go on" },
    ] as PageRecord[]
  ) {
    const { history } = recordingOf([rows, end]);
    const ofLost = (time: number) => {
      const { members } = momentAt(history, time);
      const { state, silentMs } = members.find(({ peer }) =>
        peer === lost!.key
      )!;
      return [state, silentMs];
    };
    assertEquals(ofLost(20.5), ["suspected", 4200]);
    assertEquals(ofLost(21), ["gone", 4200]);
  }
});

Deno.test("Who came a moment ago has the pace of that moment, and all paces are of the same rows", () => {
  const random = new Random(1);
  const [self, other] = madePeers(2, random);
  const rows = (time: number, ...peers: typeof self[]): PageRecord => ({
    type: "members",
    time,
    members: peers.map((peer) => ({
      ...rowOf({ ...peer!, isLate: false }, time, random),
    })),
  });
  const { history } = recordingOf([
    rows(0, self),
    rows(1, self, other),
    rows(3, self, other),
  ]);
  const paces = momentAt(history, Infinity).members.map((member) =>
    member.updatesPerSecond
  );
  assertEquals(paces, [6, 6]);
});
