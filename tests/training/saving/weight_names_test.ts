import { assertEquals } from "@std/assert";
import { weightNames } from "../../../src/training/saving/mod.ts";
import * as tf from "../../../src/training/tfjs/tf.ts";
import { variedModel } from "./models.ts";

const EXPECTED = [
  "dense_1/kernel",
  "dense_1/bias",
  "batch_normalization_1/gamma",
  "batch_normalization_1/beta",
  "dense_2/kernel",
  "dense_2/bias",
  "dense_3/kernel",
  "dense_3/bias",
  "bidirectional_1/forward_lstm_1/kernel",
  "bidirectional_1/forward_lstm_1/recurrent_kernel",
  "bidirectional_1/forward_lstm_1/bias",
  "bidirectional_1/backward_lstm_1/kernel",
  "bidirectional_1/backward_lstm_1/recurrent_kernel",
  "bidirectional_1/backward_lstm_1/bias",
  "head/kernel",
  "head/bias",
  "batch_normalization_1/moving_mean",
  "batch_normalization_1/moving_variance",
];

Deno.test("weightNames() is the same for the same model made again", () => {
  assertEquals(weightNames(variedModel()), EXPECTED);
  assertEquals(weightNames(variedModel()), EXPECTED);
});

Deno.test("weightNames() calls a layer the same when it is frozen", () => {
  const model = variedModel({ frozen: true });
  const names = weightNames(model);
  assertEquals(names.toSorted(), EXPECTED.toSorted());
  // Shapes tell the layers apart: [5, 4], [4, 3], [3, 4].
  const shapes = Object.fromEntries(
    model.weights.map((weight, i) => [names[i], weight.shape]),
  );
  assertEquals(shapes["dense_1/kernel"], [5, 4]);
  assertEquals(shapes["dense_2/kernel"], [4, 3]);
  assertEquals(shapes["dense_3/kernel"], [3, 4]);
});

Deno.test("weightNames() keeps names apart that the user gave twice", () => {
  const part = () =>
    tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [2], name: "same" })],
    });
  const model = tf.sequential({ layers: [part(), part()] });
  assertEquals(weightNames(model), [
    "same/kernel",
    "same/bias",
    "same/kernel_1",
    "same/bias_1",
  ]);
});
