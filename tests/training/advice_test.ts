import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  adviceOnInputs,
  lossOfGuessing,
} from "../../src/training/advice/mod.ts";
import type { Dataset } from "../../src/training/dataset.ts";
import { useBackend } from "../../src/training/tfjs/backend.ts";
import { takeMistypedOptions } from "../../src/training/tfjs/mistyped_options.ts";
import { standardize, tf } from "../../src/training/mod.ts";
import { load, normals, regression } from "./helpers.ts";

const { layers } = tf;

/** Examples of which each value is made from a normal number and its place. */
function shaped(
  inputShape: number[],
  make: (normal: number, place: number, example: number) => number,
): Dataset {
  const data = regression(200, inputShape);
  const size = data.inputs.length / 200;
  return {
    ...data,
    inputs: data.inputs.map((x, i) => make(x, i % size, Math.floor(i / size))),
  };
}

/** What is told of data before a dense layer, or the layers given. */
function advised(data: Dataset, ...first: tf.layers.Layer[]) {
  const model = tf.sequential();
  for (const layer of first) model.add(layer);
  if (first.length === 0) {
    model.add(layers.dropout({ rate: 0.1, inputShape: data.inputShape }));
  }
  model.add(layers.dense({ units: 1 }));
  return adviceOnInputs(data, model);
}

/** As those of wines: alcohol, hue and proline, say. */
const wine = shaped(
  [3],
  (x, place) => [13 + x, 1 + x / 5, 750 + 300 * x][place]!,
);

Deno.test("a layer's option that is nearly one is told, and nothing of a right one", async () => {
  await useBackend("wasm");
  takeMistypedOptions();
  const slips = { activaton: "relu", input_shape: [3], stride: 2, more: 1 };
  layers.conv1d(
    { filters: 2, kernelSize: 3, ...slips } as Parameters<
      typeof layers.conv1d
    >[0],
  );
  const told = (option: string, meant: string) =>
    `The layer conv1d has no option "${option}", and goes without it: did you mean "${meant}"?`;
  assertEquals(takeMistypedOptions(), [
    told("activaton", "activation"),
    told("input_shape", "inputShape"),
    told("stride", "strides"),
  ]);
  // Some of these are in no configuration.
  layers.separableConv2d({
    filters: 2,
    kernelSize: 3,
    depthMultiplier: 2,
    inputShape: [8, 8, 1],
  });
  layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 4 });
  layers.reLU({ maxValue: 6 });
  layers.bidirectional({
    layer: layers.lstm({ units: 4, returnSequences: true, dropout: 0.1 }),
    inputShape: [4, 2],
    mergeMode: "sum",
  });
  layers.alphaDropout(
    { rate: 0.1, noiseShape: [2], seed: 1 } as Parameters<
      typeof layers.alphaDropout
    >[0],
  );
  layers.dense({ units: 2, batchInputShape: [null, 3], dtype: "float32" });
  layers.dense({ units: 2, inputDim: 3, weights: [] });
  assertEquals(takeMistypedOptions(), []);
});

Deno.test("adviceOnInputs() asks to standardize what is large or of unlike scale", async () => {
  await useBackend("wasm");
  assert(advised(wine)!.includes("in column 2, counted from 0"), advised(wine));
  const unlike = shaped([2], (x, place) => place === 0 ? 20 * x : x / 1000);
  assert(advised(unlike)!.includes("standardize"), advised(unlike));
  assertEquals(advised(standardize({ train: wine }).train), undefined);
  assertEquals(advised(standardize({ train: unlike }).train), undefined);
});

Deno.test("adviceOnInputs() asks to divide pixels from 0 to 255, and not those from 0 to 1", async () => {
  await useBackend("wasm");
  const pixels = shaped([6, 6, 1], (x) => Math.round(255 / (1 + Math.exp(-x))));
  const conv = () =>
    layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3 });
  assert(advised(pixels, conv(), layers.flatten())!.includes("pixels by 255"));
  const small = { ...pixels, inputs: pixels.inputs.map((x) => x / 255) };
  assertEquals(advised(small, conv(), layers.flatten()), undefined);
});

Deno.test("adviceOnInputs() leaves categories, sparse features, tokens and what a first layer scales alone", async () => {
  await useBackend("wasm");
  const rare = shaped(
    [3],
    (x, place, i) => place === 0 ? x : +(i % 190 === place),
  );
  assertEquals(advised(rare), undefined);
  const sparse = shaped(
    [4],
    (x, place, i) => i % 4 === place ? 10 ** place * x / 100 : 0,
  );
  assertEquals(advised(sparse), undefined);
  const constant = shaped([2], (x, place) => place === 0 ? x : 1);
  assertEquals(advised(constant), undefined);
  const tokens = shaped([5], (x) => Math.floor(1000 / (1 + Math.exp(-x))));
  const embedding = layers.embedding({
    inputDim: 1000,
    outputDim: 2,
    inputLength: 5,
  });
  assertEquals(advised(tokens, embedding, layers.flatten()), undefined);
  const norm = layers.batchNormalization({ inputShape: [3] });
  assertEquals(advised(wine, norm), undefined);
});

Deno.test("lossOfGuessing() is the entropy of the labels, or their variance", () => {
  const data = (labels: number[], labelShape: number[] = []): Dataset => ({
    ...regression(4, [1]),
    labels,
    labelShape,
    count: labels.length / (labelShape[0] ?? 1),
  });
  const of = (...args: Parameters<typeof lossOfGuessing>) =>
    lossOfGuessing(...args) ?? NaN;
  const kinds = data([0, 1, 2, 0, 1, 2]);
  assertAlmostEquals(of(kinds, "softmaxCrossEntropy", true), Math.log(3));
  const rows = data([1, 0, 0, 1, 1, 0, 1, 0], [2]);
  const quarter = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
  assertAlmostEquals(of(rows, "categoricalCrossentropy", false), quarter);
  const bits = data([0, 0, 0, 1]);
  assertAlmostEquals(of(bits, "binaryCrossentropy", false), quarter);
  assertAlmostEquals(of(bits, "meanSquaredError", false), 3 / 16);
  const pairs = data([0, 10, 2, 14], [2]);
  assertAlmostEquals(of(pairs, "meanSquaredError", false), (1 + 4) / 2);
  assertEquals(lossOfGuessing(bits, "hinge", false), undefined);
  assertEquals(
    lossOfGuessing(data([1, 1]), "softmaxCrossEntropy", true),
    undefined,
  );
});

Deno.test("loading a task tells of its inputs, and what guessing would lose unless the loss has penalties", async () => {
  const make = async (
    kernelRegularizer?: ReturnType<typeof tf.regularizers.l2>,
  ) => {
    const notices: string[] = [];
    const { info } = await load({
      model: () =>
        tf.sequential({
          layers: [
            layers.dense({
              inputShape: [3],
              units: 2,
              ...kernelRegularizer && { kernelRegularizer },
            }),
          ],
        }),
      data: () => ({
        train: { ...wine, labels: normals(200, "kinds").map((x) => +(x > 0)) },
      }),
      loss: "softmaxCrossEntropy",
    }, { onNotice: (text) => notices.push(text) });
    assertEquals(notices.map((text) => text.slice(0, 10)), ["The inputs"]);
    return info.guessing;
  };
  assertAlmostEquals((await make())!, Math.log(2), 0.05);
  assertEquals(await make(tf.regularizers.l2()), undefined);
});
