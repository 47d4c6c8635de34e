import { assert, assertEquals } from "@std/assert";
import { tf } from "../../src/training/mod.ts";
import { checkGradient, load, normals, regression } from "./helpers.ts";

const { layers } = tf;

Deno.test("gradient() of dense layers equals central differences", async () => {
  const loaded = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.dense({ inputShape: [40], units: 60, activation: "tanh" }),
          layers.dense({ units: 30, activation: "sigmoid" }),
          layers.dense({ units: 3 }),
        ],
      }),
    data: () => ({ train: regression(64, [40], [3]) }),
    unit: 32,
  });
  assertEquals(loaded.info.backend, "wasm");
  checkGradient(loaded);
});

Deno.test("gradient() counts regularizers", async () => {
  const loaded = await load({
    model: () =>
      tf.sequential({
        layers: [layers.dense({
          inputShape: [3],
          units: 1,
          kernelRegularizer: tf.regularizers.l2({ l2: 10 }),
        })],
      }),
    data: () => ({ train: regression(4, [3]) }),
  });
  checkGradient(loaded);
  const zeros = { train: { inputs: [[0], [0]], labels: [0, 0] } };
  const penalty = await load({
    model: () =>
      tf.sequential({
        layers: [layers.dense({
          inputShape: [1],
          units: 1,
          useBias: false,
          kernelInitializer: "ones",
          kernelRegularizer: tf.regularizers.l2({ l2: 10 }),
        })],
      }),
    data: () => zeros,
  });
  const { loss, gradient } = penalty.session.gradient(
    new Float32Array([1]),
    0,
    0,
  )!;
  assertEquals([loss, gradient[0]], [10, 10]); // 20 w, for half a unit
});

Deno.test("gradient() of batch norm equals central differences", async () => {
  const loaded = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.dense({ inputShape: [6], units: 5 }),
          layers.batchNormalization(),
          layers.activation({ activation: "tanh" }),
          layers.dense({ units: 2 }),
        ],
      }),
    data: () => ({ train: regression(16, [6], [2]) }),
    unit: 16,
  });
  assertEquals(loaded.info.layout, { trainable: 57, state: 10 });
  checkGradient(loaded);
});

Deno.test("gradient() of a default LSTM equals central differences", async () => {
  const loaded = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.lstm({ inputShape: [5, 3], units: 4 }),
          layers.dense({ units: 1 }),
        ],
      }),
    data: () => ({ train: regression(8, [5, 3]) }),
    unit: 8,
  });
  assertEquals(loaded.info.backend, "wasm");
  checkGradient(loaded);
});

Deno.test("gradient() of what wasm cannot do falls back to cpu, said once", async () => {
  const notices: string[] = [];
  const loaded = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.conv3d({
            inputShape: [4, 4, 4, 1],
            filters: 2,
            kernelSize: 2,
          }),
          layers.conv3d({ filters: 2, kernelSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 1 }),
        ],
      }),
    data: () => ({ train: regression(4, [4, 4, 4, 1]) }),
  }, { onNotice: (text) => notices.push(text) });
  assertEquals(loaded.info.backend, "cpu");
  assertEquals(notices.length, 1);
  assert(notices[0]!.includes("Conv3DBackpropInputV2"), notices[0]);
  checkGradient(loaded);
  assertEquals(notices.length, 1);
});

Deno.test("gradient() of an embedding equals central differences", async () => {
  const embedding = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }),
          layers.flatten(),
          layers.dense({ units: 1 }),
        ],
      }),
    data: () => ({
      train: {
        inputs: [[0, 1, 2, 3], [4, 0, 1, 1]],
        labels: [1, -1],
      },
    }),
    unit: 2,
  });
  assertEquals(embedding.info.backend, "wasm");
  checkGradient(embedding);
});

Deno.test("gradient() of max pooling is right where a window is all negative", async () => {
  const loaded = await load({
    model: () =>
      tf.sequential({
        layers: [
          layers.dense({
            inputShape: [8],
            units: 32,
            biasInitializer: tf.initializers.constant({ value: -20 }),
          }),
          layers.reshape({ targetShape: [4, 4, 2] }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.flatten(),
          // Frozen: its own large gradient would hide a wrong one below it.
          layers.dense({ units: 1, trainable: false }),
        ],
      }),
    data: () => ({ train: regression(4, [8]) }),
  });
  checkGradient(loaded, { step: 1e-3, tolerance: 2e-2 });
  assertEquals(loaded.info.backend, "wasm");
});

Deno.test("gradient() is zero for weights that the loss does not depend on, and never for others", async () => {
  const loaded = await load({
    model: () => {
      const input = tf.input({ shape: [3] });
      const used = layers.dense({ units: 1 }).apply(input);
      return tf.model({ inputs: input, outputs: used as tf.SymbolicTensor });
    },
    data: () => ({ train: regression(4, [3]) }),
  });
  const view = normals(4, "view");
  const { gradient } = loaded.session.gradient(view, 0, 0)!;
  assert(gradient.every((g) => g !== 0));
});

Deno.test("gradient() of a smaller last unit counts for what it holds", async () => {
  const model = () =>
    tf.sequential({ layers: [layers.dense({ inputShape: [3], units: 1 })] });
  const data = () => ({ train: regression(10, [3]) });
  const parts = await load({ model, data, unit: 4 });
  const whole = await load({ model, data, unit: 10 });
  const x = Float32Array.from(whole.info.x0);
  assertEquals(parts.info.units, 3);
  const sum = new Float64Array(4);
  let examples = 0;
  for (let unit = 0; unit < 3; unit++) {
    const result = parts.session.gradient(x.slice(), unit, 0)!;
    result.gradient.forEach((g, i) => sum[i]! += g * 4 / 10);
    examples += result.examples;
  }
  assertEquals(examples, 10);
  const all = whole.session.gradient(x.slice(), 0, 0)!.gradient;
  all.forEach((g, i) => assert(Math.abs(g - sum[i]!) < 1e-5));
});
