import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { tf } from "../../src/training/mod.ts";
import { load, regression } from "./helpers.ts";

const { layers } = tf;

const normalised = () =>
  tf.sequential({
    layers: [
      layers.dense({ inputShape: [3], units: 2, kernelInitializer: "ones" }),
      layers.batchNormalization({ momentum: 0.75 }),
      layers.dense({ units: 1 }),
    ],
  });

Deno.test("state is (1 - momentum) (batch statistic - view), whatever came before", async () => {
  const data = regression(4, [3]);
  const { session, info } = await load({
    model: normalised,
    data: () => ({ train: data }),
  });
  const n = info.layout.trainable;
  assertEquals(
    info.parameters.slice(-2).map(({ name, kind }) => [name, kind]),
    [
      ["batch_normalization_1/moving_mean", "state"],
      ["batch_normalization_1/moving_variance", "state"],
    ],
  );
  // The dense layer sums its inputs, so the batch's statistics are of the sums.
  const sums = [0, 1, 2, 3].map((i) =>
    data.inputs.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b)
  );
  const mean = sums.reduce((a, b) => a + b) / 4;
  const variance = sums.reduce((a, b) => a + (b - mean) ** 2, 0) / 4;
  const view = Float32Array.from(info.x0);
  view.set([5, 6, 7, 8], n);
  for (let repeat = 0; repeat < 2; repeat++) {
    const { state } = session.gradient(view.slice(), 0, 0)!;
    const expected = [
      0.25 * (mean - 5),
      0.25 * (mean - 6),
      0.25 * (variance - 7),
      0.25 * (variance - 8),
    ];
    state.forEach((s, i) => assert(Math.abs(s - expected[i]!) < 1e-5));
  }
});

Deno.test("evaluate() uses the moving statistics and leaves them", async () => {
  const { session, info } = await load({
    model: normalised,
    data: () => ({
      train: regression(4, [3]),
      validation: regression(300, [3]),
    }),
    metrics: ["mse"],
  });
  const view = Float32Array.from(info.x0);
  const first = session.evaluate(view);
  assertEquals(session.evaluate(view), first);
  assertEquals(first.examples, 300);
  assert(Math.abs(first.loss - first.metrics.mse!) < 1e-5);
  view.fill(9, info.layout.trainable);
  assertNotEquals(session.evaluate(view).loss, first.loss);
});

Deno.test("frozen layers are not in x, and a frozen batch norm stays as it is", async () => {
  const model = (value: number) => () => {
    const model = normalised();
    for (const layer of model.layers.slice(0, 2)) layer.trainable = false;
    model.layers[0]!.setWeights([tf.fill([3, 2], value), tf.zeros([2])]);
    return model;
  };
  const data = () => ({ train: regression(4, [3]) });
  const one = await load({ model: model(1), data });
  assertEquals(one.info.layout, { trainable: 3, state: 0 });
  assertEquals(
    one.info.parameters.filter((p) => p.kind === "frozen").length,
    6,
  );
  one.session.gradient(Float32Array.from(one.info.x0), 0, 0);
  const [mean, variance] = one.session.model.layers[1]!.getWeights().slice(2);
  assertEquals([...mean!.dataSync(), ...variance!.dataSync()], [0, 0, 1, 1]);

  const same = await load({ model: model(1), data });
  const other = await load({ model: model(2), data });
  assertEquals(same.info.frozenHash, one.info.frozenHash);
  assertNotEquals(other.info.frozenHash, one.info.frozenHash);
});

Deno.test("dropout draws a fresh mask each step, which the step's seed decides", async () => {
  const { session, info } = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.dense({ inputShape: [8], units: 64 }),
          layers.dropout({ rate: 0.5, seed: 7 }),
          layers.gaussianNoise({ stddev: 0.1 }),
          layers.dense({ units: 1 }),
        ],
      }),
    data: () => ({ train: regression(4, [8]) }),
  });
  const gradient = (seed: number) =>
    session.gradient(Float32Array.from(info.x0), 0, seed)!.gradient.slice();
  const first = gradient(1);
  assertNotEquals(gradient(2), first);
  assertEquals(gradient(1), first);
  const random = Math.random;
  gradient(3);
  assertEquals(Math.random, random);
});

Deno.test("x0 is a function of the seed, whatever was built before", async () => {
  const options = {
    model: () =>
      tf.sequential({
        layers: [
          layers.lstm({ inputShape: [4, 3], units: 5, unitForgetBias: true }),
          layers.dense({ units: 1 }),
        ],
      }),
    data: () => ({ train: regression(4, [4, 3]) }),
  };
  const one = await load(options);
  const again = await load(options);
  const other = await load({ ...options, seed: 4 });
  assertEquals(again.info, one.info);
  assertNotEquals(other.info.x0, one.info.x0);
  assertEquals(
    one.info.x0,
    one.info.x0.map((v) => Math.round(v * 2 ** 32) / 2 ** 32),
  );
  const bias = one.info.x0.subarray(20 * 8, 20 * 8 + 20);
  assertEquals(
    [...bias].map(Number),
    [0, 1, 0, 0].flatMap((b) => Array(5).fill(b)),
  );
  const { decayMask } = one.info;
  assertEquals(decayMask.subarray(0, 160).every((d) => d === 1), true);
  assertEquals(decayMask.subarray(160, 180).every((d) => d === 0), true);
});

Deno.test("startingWeights override the initialisers, in order or by name", async () => {
  const model = () =>
    tf.sequential({ layers: [layers.dense({ inputShape: [2], units: 1 })] });
  const data = () => ({ train: regression(4, [2]) });
  const ordered = await load({
    model,
    data,
    startingWeights: () => [[1, 2], [3]],
  });
  assertEquals([...ordered.info.x0], [1, 2, 3]);
  const named = await load({
    model,
    data,
    startingWeights: () => ({ "dense_1/kernel": new Float32Array([4, 5]) }),
  });
  assertEquals([...named.info.x0], [4, 5, 0]);
  const trained = model();
  trained.setWeights([tf.tensor2d([6, 7], [2, 1]), tf.tensor1d([8])]);
  const loaded = await load({ model: () => trained, data });
  assertEquals([...loaded.info.x0], [6, 7, 8]);
  const copied = await load({ model, data, startingWeights: () => trained });
  assertEquals([...copied.info.x0], [6, 7, 8]);
});

Deno.test("gradient() keeps memory constant, also where it is cancelled at any op", async () => {
  const { session, info } = await load({
    model: normalised,
    data: () => ({ train: regression(40, [3]) }),
  });
  const view = () => Float32Array.from(info.x0);
  session.gradient(view(), 0, 0);
  const { numTensors, numDataBuffers } = tf.memory();
  const check = (when: string) => {
    const now = tf.memory();
    assertEquals([now.numTensors, now.numDataBuffers], [
      numTensors,
      numDataBuffers,
    ], when);
  };
  const expected = session.gradient(view(), 1, 0)!.gradient.slice();
  for (let step = 0; step < 200; step++) {
    session.gradient(view(), step % 10, step);
  }
  check("after 200 steps");
  let ops = 0;
  session.gradient(view(), 1, 0, () => (ops++, false));
  assert(ops > 20);
  for (let stop = 0; stop < ops; stop++) {
    let op = 0;
    const result = session.gradient(view(), 1, 0, () => op++ >= stop);
    assertEquals(result, null);
    check(`cancelled before op ${stop}`);
  }
  assertEquals(session.gradient(view(), 1, 0)!.gradient, expected);
});
