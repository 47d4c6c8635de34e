/** The demo's digits and network, at a rate and from a seed of the environment. */
import digits from "../../../examples/digits.ts";
import { defineTask } from "../../../mod.ts";
import { readSetting } from "./setting.ts";

const { rate, seed } = readSetting();

export default defineTask({
  ...digits,
  seed,
  optimizer: { ...digits.optimizer, learningRate: rate },
});
