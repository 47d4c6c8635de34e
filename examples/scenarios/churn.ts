/**
 * Machines come and go all the time. Every 100 ms something befalls one of them; what
 * and whom is drawn from the seed, so `--runs 100` tries a hundred histories. Peers 0
 * and 1 are left in peace: a swarm that everybody leaves has nothing left to agree on.
 */
import {
  defineScenario,
  equalHashes,
  type Fault,
  metricAbove,
  momentum,
  noUpdateLost,
  peersFinish,
  type Random,
} from "../../mod.ts";
import { digits } from "./digits.ts";

const PEERS = 8;

function churn(random: Random): Fault[] {
  const faults: Fault[] = [];
  for (let at = 100; at <= 900; at += 100) {
    const peer = 2 + random.below(PEERS - 2);
    switch (random.below(4)) {
      case 0:
        faults.push({ kind: "join", at });
        break;
      case 1:
        faults.push({ kind: "leave", at, peer });
        break;
      case 2:
        faults.push({ kind: "freeze", at, peer, lasts: 200 });
        break;
      case 3:
        // Comes back soon, every second time with its snapshots.
        faults.push({
          kind: "crash",
          at,
          peer,
          restartAfter: 150,
          disk: random.below(2) === 0,
        });
        break;
    }
  }
  return faults;
}

export default defineScenario({
  peers: PEERS,
  compute: "shifted-exponential:8,2",
  faults: churn,
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-async", k: 4 },
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  until: { epochs: 5 }, // long enough that all is quiet before the end
  expect: [
    equalHashes(),
    noUpdateLost(),
    peersFinish(2),
    metricAbove("accuracy", 0.88),
  ],
});
