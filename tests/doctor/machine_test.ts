import { assert, assertEquals, assertMatch } from "@std/assert";
import { guarded } from "../../src/doctor/guarded.ts";
import { judgeBackend } from "../../src/doctor/judge/backend.ts";
import { judgeDisk } from "../../src/doctor/judge/disk.ts";
import { judgeMachine } from "../../src/doctor/judge/machine.ts";
import { judgeTask } from "../../src/doctor/judge/task.ts";
import { measureDisk } from "../../src/doctor/measure/disk.ts";
import { measureSpeed } from "../../src/training/speed/measure_speed.ts";

const facts = {
  backend: "wasm" as const,
  flops: 40e9,
  graphics: null,
  blas: undefined,
};

Deno.test("judgeBackend() holds the speed against what is usual, and says what else there is", () => {
  const fine = judgeBackend(facts);
  assertEquals(fine.level, "ok");
  assertMatch(fine.title, /wasm does 40 GFLOP\/s/);
  assertMatch(fine.seen!, /--allow-ffi.*\n.*no graphics driver/);
  assertEquals(judgeBackend({ ...facts, flops: 2e9 }).level, "warning");
  const none = judgeBackend({ ...facts, flops: undefined, problem: "Cannot" });
  assertEquals([none.level, none.seen], ["fault", "Cannot"]);
  const rich = judgeBackend({ ...facts, blas: 120e9, graphics: "llvmpipe" });
  assertMatch(rich.seen!, /blas does 120 GFLOP\/s\n.*in software/);
});

Deno.test("measureSpeed() multiplies matrices, and says what a backend lacks", async () => {
  const flops = await measureSpeed("wasm");
  // How quick it is on a machine that is busy with others is nobody's fault.
  assert(flops > 1e6 && flops < 1e13, `${flops}`);
});

Deno.test("judgeMachine() warns of little memory, and says where it is not known", () => {
  const gib = 2 ** 30;
  const judge = (free?: number) =>
    judgeMachine({ cores: 4, free, total: free && 8 * gib });
  assertEquals(judge(4 * gib).level, "ok");
  assertEquals(judge(gib / 4).level, "warning");
  assertMatch(judge().title, /not known.*systemMemoryInfo/);
});

Deno.test("judgeDisk() looks at room first, then at speed", () => {
  const disk = {
    option: "--state" as const,
    path: "s",
    free: 20 * 2 ** 30,
    bytesPerSecond: 300e6,
    syncMs: 3,
  };
  const level = (more: object) => judgeDisk({ ...disk, ...more }).level;
  assertEquals(level({}), "ok");
  assertEquals(level({ bytesPerSecond: 5e6 }), "warning");
  assertEquals(level({ free: 2 ** 29 }), "warning");
  assertEquals(level({ free: 2 ** 20, bytesPerSecond: 5e6 }), "fault");
  assertEquals(level({ free: undefined }), "ok");
  const forbidden = new Deno.errors.NotCapable("Requires write access");
  const fault = judgeDisk({ ...disk, problem: forbidden });
  assertEquals(fault.level, "fault");
  assertMatch(fault.cure!, /--allow-write/);
});

Deno.test("measureDisk() writes, measures, and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const disk = await measureDisk("--state", `${folder}/not/there/yet`);
    assert(disk.bytesPerSecond! > 0 && disk.syncMs! > 0 && disk.free! > 0);
    assertEquals([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const TASK = {
  name: "digits",
  notices: ["The loss"],
  backend: "wasm" as const,
  parameters: 100,
  units: 250,
  unit: 32,
  examples: 8000,
  ownData: false,
  gradientMs: 7,
  loadMs: 800,
  manifest: {
    lines: {
      data: { units: 250, unit: 32, train: "4f".repeat(32), validation: null },
    },
    hash: "aabb",
  },
};

Deno.test("judgeTask() passes on what a task had to say", () => {
  const [ok, , note] = judgeTask(TASK);
  assertMatch(ok!.title, /digits takes 7\.0 ms on wasm/);
  assertMatch(ok!.seen!, /250 units would take 1\.8 s/);
  assertEquals(note!.seen, "The loss");
  assertEquals(judgeTask({ problem: "No" })[0]!.level, "fault");
});

Deno.test("judgeTask() tells of the data what two people can compare", () => {
  const [, data] = judgeTask(TASK);
  assertEquals(
    [data!.title, data!.seen],
    [
      "The data is 8000 examples in 250 units",
      "data.train 4f4f4f4f4f4f, data.validation absent: to be the same on every machine",
    ],
  );
  const manifest = { lines: { data: { own: true, unit: 32 } }, hash: "aabb" };
  const [, own] = judgeTask({ ...TASK, ownData: true, manifest });
  assertEquals(own!.seen, "this peer's own; others have theirs");
});

Deno.test("judgeTask() says where messages take longer than a gradient, and which unit to take", () => {
  const [, , note] = judgeTask({ ...TASK, gradientMs: 1.2 });
  assertEquals(note!.level, "note");
  assertMatch(note!.title, /^One machine alone may train digits faster/);
  assertEquals(
    note!.cure,
    "train it alone, or take a larger unit (unit: 128; it is 32)",
  );
  const few = { ...TASK, gradientMs: 1.2, examples: 600 };
  assertEquals(judgeTask(few)[2]!.cure, "train it alone");
});

Deno.test("guarded() makes a check that fails a finding, not an end", async () => {
  const [finding] = await guarded(
    "routes",
    () => Promise.reject(new Error("no")),
  );
  assertEquals([finding!.level, finding!.seen], ["warning", "no"]);
});
