/** Expects what cannot be: that nobody crashes, though one does. */
import { defineScenario, quadratic, type Run } from "../../../mod.ts";

function nobodyCrashes({ peers }: Run) {
  const crashed = peers.filter(({ outcome }) => outcome === "crashed");
  if (crashed.length > 0) return `${crashed.length} did`;
}

export default defineScenario({
  peers: 3,
  // With seed 2 peer 1 is the one, with others nobody.
  faults: (random) =>
    random.uniform() < 0.5 ? [{ kind: "crash", at: 30, peer: 1 }] : [],
  task: quadratic({ units: 30 }),
  until: { epochs: 2 },
  expect: [nobodyCrashes],
});
