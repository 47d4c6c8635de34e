/**
 * Four machines train, and twelve more come at once. They take the model as it is
 * and share the rest of the work; no step is lost, and all end with the same bytes.
 */
import {
  defineScenario,
  equalHashes,
  metricAbove,
  momentum,
  noUpdateLost,
  peersFinish,
  type Run,
} from "../../mod.ts";
import { digits } from "./digits.ts";

/** Whoever joined has also published something. */
function joinersHelp({ peers }: Run) {
  const idle = peers.slice(4).filter(({ gradients }) => gradients === 0);
  if (idle.length > 0) return `${idle.length} joiners computed no gradient`;
}

export default defineScenario({
  peers: 4,
  compute: "shifted-exponential:8,2",
  faults: [{ kind: "join", at: 500, count: 12 }],
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-sync", k: "all" },
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  until: { epochs: 4 },
  expect: [
    equalHashes(),
    noUpdateLost(),
    peersFinish(16),
    joinersHelp,
    metricAbove("accuracy", 0.88),
  ],
});
