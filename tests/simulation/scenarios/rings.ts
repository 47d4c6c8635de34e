/** Three processes of a real task: one is killed, one freezes, one comes. */
import {
  defineScenario,
  equalHashes,
  noUpdateLost,
  peersFinish,
  quadratic,
} from "../../../mod.ts";

export default defineScenario({
  peers: 3,
  compute: 25,
  faults: [
    { kind: "crash", at: 500, peer: 2 },
    { kind: "join", at: 600 },
    { kind: "freeze", at: 800, peer: 1, lasts: 200 },
  ],
  task: {
    simulated: quadratic({ units: 60 }),
    real: "../../swarm/tasks/rings.ts",
  },
  until: { epochs: 5 },
  expect: [equalHashes(), noUpdateLost(), peersFinish(3)],
});
