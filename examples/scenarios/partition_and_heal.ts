/**
 * A switch fails: three of eight machines cannot reach the other five. Both sides
 * train on by themselves. When it works again, each takes what the other has done,
 * and all end with one model that holds both sides' work.
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

const HERE = [0, 1, 2];

/** Each side stops waiting for the other, and has it back afterwards. */
function bothSidesNotice({ events }: Run) {
  const tellers = (type: string) =>
    new Set(
      events.flatMap((item) =>
        "event" in item && item.event.type === type ? [item.peer] : []
      ),
    );
  for (const type of ["member-suspected", "member-returned"]) {
    const peers = [...tellers(type)];
    const isHere = (peer: number) => HERE.includes(peer);
    if (peers.some(isHere) && !peers.every(isHere)) continue;
    return `only one side or none says ${type}`;
  }
}

export default defineScenario({
  peers: 8,
  compute: "shifted-exponential:8,2",
  faults: [{ kind: "partition", at: 300, group: HERE, lasts: 600 }],
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-sync", k: "all" },
  optimizer: momentum({ learningRate: 0.2, momentum: 0.5 }),
  until: { epochs: 5 },
  expect: [
    equalHashes(),
    noUpdateLost(),
    peersFinish(8),
    bothSidesNotice,
    metricAbove("accuracy", 0.88),
  ],
});
