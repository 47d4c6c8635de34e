import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
} from "@std/assert";
import { crc32c } from "../../src/telemetry/tensorboard/crc32c.ts";
import { fileVersion } from "../../src/telemetry/tensorboard/event.ts";
import { Message } from "../../src/telemetry/tensorboard/message.ts";
import { TensorBoardSink } from "../../src/telemetry/tensorboard/mod.ts";
import { Sparse } from "../../src/telemetry/tensorboard/sparse.ts";
import { tag } from "../../src/telemetry/tensorboard/tag.ts";
import { tfRecord } from "../../src/telemetry/tensorboard/tf_record.ts";
import type { TelemetryRecord } from "../../src/telemetry/mod.ts";
import { aRun, HARD_NAME } from "./a_run.ts";
import {
  readEvents,
  readMessage,
  readRecords,
  text,
} from "./event_file_reader.ts";
import { needsPython, python } from "./python.ts";

/** What a sink has written of these records into a folder of its own, and the folder. */
async function written(
  records: TelemetryRecord[],
  directory?: string,
): Promise<{ directory: string; path: string; bytes: Uint8Array }> {
  directory ??= await Deno.makeTempDir();
  const sink = await TensorBoardSink.create(directory);
  for (const record of records) sink.write(record);
  await sink.close();
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
  const path = `${directory}/${names.sort().at(-1)}`;
  return { directory, path, bytes: await Deno.readFile(path) };
}

Deno.test("CRC-32C is that of RFC 3720", () => {
  const zeros = new Uint8Array(32);
  assertEquals(crc32c(zeros), 0x8a9136aa);
  assertEquals(crc32c(zeros.map(() => 0xff)), 0x62a8ab43);
  assertEquals(crc32c(zeros.map((_, i) => i)), 0x46dd794e);
});

Deno.test("protobuf's own examples come out as its documentation has them", () => {
  const hex = (message: Message) => message.bytes.toHex();
  assertEquals(hex(new Message().varint(1, 150)), "089601");
  assertEquals(hex(new Message().text(2, "testing")), "120774657374696e67");
  const inner = new Message().varint(1, 150);
  assertEquals(hex(new Message().message(3, inner)), "1a03089601");
  assertEquals(hex(new Message().double(1, 1)), "09000000000000f03f");
  assertEquals(hex(new Message().float(2, 1)), "150000803f");
  assertEquals(hex(new Message().varint(2, 2 ** 40)), "10808080808020");
});

Deno.test("the first record is that which TensorBoard's own writer makes at the same instant", () => {
  // RecordWriter.write(Event(wall_time=1.6e9, file_version="brain.Event:2").SerializeToString())
  assertEquals(
    tfRecord(fileVersion(1.6e9).bytes).toHex(),
    "1800000000000000" + "a37f4b22" + // length, its check sum
      "090000000084d7d741" + // field 1, a double
      "1a0d" + "627261696e2e4576656e743a32" + // field 3, 13 letters
      "253c71d0",
  );
});

Deno.test("a run is written as charts over the units of data in the model", async () => {
  const { bytes, path, directory } = await written(aRun());
  assertMatch(path, /\/events\.out\.tfevents\.\d{10}\.[^/]+\.\d+\.\d+$/);
  const [first] = readRecords(bytes);
  assertEquals(text(readMessage(first!).get(3)![0]), "brain.Event:2");
  const events = readEvents(bytes);
  const of = (name: string) => events.filter(({ tag }) => tag === name);
  const start = Date.parse("2026-01-02T03:04:05.500Z") / 1000;
  assertEquals(of("training/loss").map(({ step, value }) => [step, value]), [
    [24, 0.5],
    [48, 0.5],
  ]);
  assertAlmostEquals(of("training/loss")[0]!.wallTime, start + 5, 1e-3);
  // Of the model after the first epoch, whenever it was evaluated.
  assertEquals(of("validation/metric/accuracy")[0], {
    wallTime: start + 7,
    step: 16,
    tag: "validation/metric/accuracy",
    value: 0.875,
    plugin: "scalars",
  });
  assertEquals(of("ordering/herding_ratio")[0]!.value, 0.25);
  assertEquals(of("network/io_bytes/transmit").at(-1)!.value, 2500);
  assertEquals(of("members/live").length, 1);
  assertAlmostEquals(of("peer_compute_time_seconds/elk/p50")[0]!.value, 0.115);
  assertAlmostEquals(of(`peer_lag_seconds/${HARD_NAME}`)[0]!.value, 0.02);
  assertEquals(of("staleness").map(({ plugin }) => plugin), [
    "histograms",
    "histograms",
  ]);
  assertEquals(of("settings").map(({ plugin }) => plugin), ["text"]);
  assertEquals(events.some(({ value }) => Math.abs(value) === Infinity), false);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("what is written can be read while the file grows, and a torn end harms nobody", async () => {
  const directory = await Deno.makeTempDir();
  const sink = await TensorBoardSink.create(directory);
  const [{ name }] = [...Deno.readDirSync(directory)] as [Deno.DirEntry];
  const path = `${directory}/${name}`;
  for (const record of aRun().slice(0, 5)) sink.write(record);
  const until = performance.now() + 60_000;
  let before: ReturnType<typeof readEvents> = [];
  while (before.length < 10 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    before = readEvents(await Deno.readFile(path));
  }
  assert(before.some(({ tag }) => tag === "training/loss"));
  await sink.close();
  const whole = await Deno.readFile(path);
  const torn = readEvents(whole.subarray(0, -1));
  assertEquals(torn, readEvents(whole).slice(0, torn.length));
  await Deno.remove(directory, { recursive: true });
});

Deno.test("points of a long run get sparser: a day has three times those of an hour", () => {
  const points = (hours: number) => {
    const sparse = new Sparse(1);
    const seconds = Array.from({ length: 3600 * hours }, (_, i) => i);
    return seconds.filter((time) => sparse.isDue(time)).length;
  };
  assert(points(1) > 2000 && points(1) < 2600, `${points(1)} in an hour`);
  assert(points(24) < 3 * points(1), `${points(24)} in a day`);
});

Deno.test("samples are written when they are due, the last ones always", async () => {
  const [log, ready, , , progress, members, , , summary] = aRun();
  const early = { ...progress!, time: 5.5 } as TelemetryRecord;
  const { bytes, directory } = await written([
    log!,
    ready!,
    progress!,
    early,
    members!,
    { ...members!, time: 9 } as TelemetryRecord,
    { ...summary!, time: 5.75 } as TelemetryRecord,
  ]);
  const events = readEvents(bytes);
  const steps = (name: string) =>
    events.filter(({ tag }) => tag === name).map(({ step }) => step);
  assertEquals(steps("training/loss"), [24, 48]);
  assertEquals(steps("members/live"), [24]);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a folder that cannot be made is told of at once", async () => {
  const file = await Deno.makeTempFile();
  await assertRejects(() => TensorBoardSink.create(`${file}/runs`), Error);
  await Deno.remove(file);
});

Deno.test("tags have groups; two quantiles of a peer are two charts", () => {
  assertEquals(
    tag({ name: "drover.network.io", unit: "By" }, { direction: "receive" }),
    "network/io_bytes/receive",
  );
  assertEquals(tag({ name: "drover.quorum", unit: "{peer}" }), "quorum");
  assertEquals(
    tag({ name: "drover.peer.compute_time", unit: "s" }, {
      peer: "ab",
      name: "ox",
    }, 0.99),
    "peer_compute_time_seconds/ox/p99",
  );
});

const READ = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray
run = EventAccumulator(sys.argv[1]).Reload()
print(json.dumps({
    "scalars": {tag: [[e.wall_time, e.step, e.value] for e in run.Scalars(tag)] for tag in run.Tags()["scalars"]},
    "tensors": {tag: [[e.step, str(make_ndarray(e.tensor_proto).tolist())] for e in run.Tensors(tag)] for tag in run.Tags()["tensors"]},
    "plugins": {tag: run.SummaryMetadata(tag).plugin_data.plugin_name for kind in ("scalars", "tensors") for tag in run.Tags()[kind]},
    "version": run.file_version,
}))
`;

interface Read {
  scalars: Record<string, [wallTime: number, step: number, value: number][]>;
  tensors: Record<string, [step: number, text: string][]>;
  plugins: Record<string, string>;
  version: number;
}

Deno.test({
  ...await needsPython(
    "TensorBoard's own reader reads what was written, torn at the end",
    [
      "tensorboard",
    ],
  ),
  fn: async () => {
    const { bytes, path, directory } = await written(aRun());
    await Deno.writeFile(path, bytes.subarray(0, 16), { append: true });
    const read = await python(READ, directory) as Read;
    assertEquals(read.version, 2);
    const ours = readEvents(bytes).filter(({ plugin }) => plugin === "scalars");
    for (const { tag, step, value } of ours) {
      const found = read.scalars[tag]?.find((point) => point[1] === step);
      assertEquals(found?.[2], value, tag);
    }
    assertEquals(read.plugins["training/loss"], "scalars");
    assertEquals(read.plugins.staleness, "histograms");
    assertEquals(read.plugins.settings, "text");
    assertEquals(read.tensors.staleness, [
      [24, "[[-0.5, 0.5, 4.0], [0.5, 1.5, 5.0], [1.5, 3.5, 3.0]]"],
      [
        48,
        "[[-0.5, 0.5, 0.0], [0.5, 1.5, 1.0], [1.5, 3.5, 0.0], [3.5, 7.5, 1.0]]",
      ],
    ]);
    assertMatch(read.tensors.settings![0]![1], /\| swarm \| herd \|/);
    await Deno.remove(directory, { recursive: true });
  },
});
