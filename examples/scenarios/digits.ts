/**
 * What the scenarios beside this file train: softmax regression, one matrix, on the
 * digits of ../digits.ts, 8,000 to train on and 2,000 to test on. A gradient costs
 * so little that a swarm of them fits into one process.
 */
import { softmaxRegression, splitDataset } from "../../mod.ts";
import { allDigits } from "../digits.ts";

const { train, validation } = splitDataset(allDigits(), {
  validation: 2_000,
  seed: 1,
});

export const digits = softmaxRegression({
  data: train,
  heldOut: validation,
  unit: 32, // examples in one update
});
