/**
 * A trained model at work: it reads the 2,000 digits that it was not trained on.
 *
 *     deno run -P mod.ts train examples/digits.ts --save model
 *     deno run -P examples/predict.ts model
 */
import { loadModel, splitDataset, tf } from "../mod.ts";
import { allDigits } from "./digits.ts";

const model = await loadModel(Deno.args[0] ?? "model");

// Held back as in the task, by the same seed.
const { validation } = splitDataset(allDigits(), {
  validation: 2_000,
  seed: 1,
});
const { inputs, inputShape, labels, count } = validation;

const read = tf.tidy(() => {
  const pixels = tf.tensor(inputs, [count, ...inputShape]);
  const logits = model.predict(pixels, { batchSize: 256 }) as tf.Tensor2D;
  return logits.argMax(1).dataSync();
});

const right = read.filter((digit, i) => digit === labels[i]).length;
console.log(`read  ${read.slice(0, 20).join(" ")} …`);
console.log(`are   ${[...labels.slice(0, 20)].join(" ")} …`);
console.log(
  `${right} of ${count} right: ${(100 * right / count).toFixed(2)} %`,
);
