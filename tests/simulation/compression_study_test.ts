import { assert, assertEquals } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import {
  cellsOf,
  codecOf,
  trainCompressed,
} from "../../src/simulation/compression_study/mod.ts";
import { openStudyTask } from "../../src/simulation/study/mod.ts";

const { test } = Deno;

test("the study has a cell for each pace, fraction and feedback, and one that sends all", () => {
  const cells = cellsOf(8);
  assertEquals(cells.length, 3 * (1 + 3 * 2));
  assertEquals([...new Set(cells.map(({ pace }) => pace.name))], [
    "k-sync, K = 8",
    "k-async, K = 2",
    "k-batch-async, K = 4",
  ]);
  const codecs = cells.slice(0, 3).map(codecOf);
  const topK = { kind: "top-k", fraction: 0.1, values: "float32" } as const;
  assertEquals(codecs, [
    { kind: "float32" },
    { ...topK, errorFeedback: true },
    { ...topK, errorFeedback: false },
  ]);
});

test("sparse updates train digits under each pace; without feedback something is lost", async () => {
  const task = await openStudyTask({ task: "digits", unit: 8, examples: 240 });
  const atStart = Math.log(10);
  for (const { pace } of [0, 7, 14].map((i) => cellsOf(8)[i]!)) {
    const run = (errorFeedback: boolean, rate: number) =>
      trainCompressed(task, {
        variant: pace.variant,
        k: pace.k,
        codec: codecOf({ pace, fraction: 0.02, errorFeedback }),
        optimizer: sgd({ learningRate: rate }),
        peers: 8,
        epochs: 3,
        seed: 1,
      });
    const on = await run(true, 0.2);
    assertEquals(await run(true, 0.2), on);
    assert(on.loss < 0.6 * atStart, `${pace.name}: ${on.loss}`);
    assert(on.accuracy > 0.7, `${pace.name}: ${on.accuracy}`);
    const off = await run(false, 0.2);
    assert(off.loss > 1.1 * on.loss, `${pace.name}: ${off.loss}, ${on.loss}`);
  }
});

test("a run that diverges is one with an infinite loss", async () => {
  const task = await openStudyTask({ task: "digits", unit: 8, examples: 200 });
  const { pace } = cellsOf(4)[0]!;
  const { loss } = await trainCompressed(task, {
    variant: pace.variant,
    k: pace.k,
    codec: { kind: "float32" },
    optimizer: sgd({ learningRate: 1e5 }),
    peers: 4,
    epochs: 2,
    seed: 1,
  });
  assertEquals(loss, Infinity);
});
