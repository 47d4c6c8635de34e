/**
 * One machine is ten times slower than the others. Who waits for all (K = 8) is as
 * slow as it is; with K-async and K = 4 a step waits for the four fastest, and what
 * the slow one computes counts when it comes.
 */
import {
  defineScenario,
  equalHashes,
  finishesWithin,
  metricAbove,
  momentum,
  noUpdateLost,
  type Run,
  stalenessBelow,
} from "../../mod.ts";
import { digits } from "./digits.ts";

/** An expectation of one's own: what is wrong, in words, or nothing. */
function everybodyTakesPart({ peers }: Run) {
  const idle = peers.find(({ published }) => [...published.values()][0] === 0);
  return idle && `peer ${idle.index} has published nothing`;
}

export default defineScenario({
  peers: 8,
  compute: "shifted-exponential:8,2",
  faults: [{ kind: "slow", at: 0, peer: 7, factor: 10 }],
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-async", k: 4 },
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  until: { epochs: 3 },
  expect: [
    equalHashes(),
    noUpdateLost(),
    metricAbove("accuracy", 0.88),
    everybodyTakesPart,
    finishesWithin(3_000), // of the 9 s that waiting for peer 7 would take
    stalenessBelow(8), // (P - 1) for gradients that all take equally long
  ],
});
