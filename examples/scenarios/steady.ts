/** Nothing happens: eight like machines on a quiet network train in step. */
import {
  defineScenario,
  equalHashes,
  finishesWithin,
  metricAbove,
  momentum,
  noUpdateLost,
} from "../../mod.ts";
import { digits } from "./digits.ts";

export default defineScenario({
  peers: 8,
  compute: "shifted-exponential:8,2", // a gradient takes 8 ms, and by chance some more
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-sync", k: "all" },
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  until: { epochs: 3 },
  expect: [
    equalHashes(),
    noUpdateLost(),
    metricAbove("accuracy", 0.88),
    finishesWithin(5_000), // 94 rounds of some 16 ms
  ],
});
