/**
 * Half of the machines lose power within a moment, two of them so that nobody is
 * told (a pulled cable breaks no connection). The others wait for them once, share
 * out the work that was theirs, and finish with all that had been published.
 */
import {
  defineScenario,
  equalHashes,
  finishesWithin,
  metricAbove,
  momentum,
  noUpdateLost,
  peersFinish,
} from "../../mod.ts";
import { digits } from "./digits.ts";

export default defineScenario({
  peers: 8,
  compute: "shifted-exponential:8,2",
  faults: [
    { kind: "crash", at: 400, peer: 4 },
    { kind: "crash", at: 403, peer: 5 },
    { kind: "crash", at: 407, peer: 6, silent: true },
    { kind: "crash", at: 450, peer: 7, silent: true },
  ],
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-sync", k: "all" },
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  until: { epochs: 3 },
  expect: [
    equalHashes(),
    noUpdateLost(),
    peersFinish(4),
    metricAbove("accuracy", 0.88),
    finishesWithin(60_000), // virtual peers 2.3 s; eight processes may share two cores
  ],
});
