/**
 * A bad wireless network: slow and uneven links, every tenth message of gossip lost,
 * and for half a second nearly all of them; clocks that run apart. What is lost is
 * asked for again, so that in the end nothing is.
 */
import {
  defineScenario,
  equalHashes,
  lognormal,
  metricAbove,
  momentum,
  noUpdateLost,
  peersFinish,
} from "../../mod.ts";
import { digits } from "./digits.ts";

export default defineScenario({
  peers: 6,
  network: {
    latency: lognormal(5, 0.8), // one way: 5 ms at the median, now and then 50
    bandwidth: 6_000, // bytes a ms that a peer sends: 48 Mbit/s
    loss: 0.1,
    duplication: 0.02,
  },
  clocks: { offset: 60_000, drift: 1e-4 },
  compute: "lognormal:10,0.5",
  faults: [{ kind: "loss", at: 600, lasts: 500, loss: 0.9 }],
  task: { simulated: digits, real: "digits_task.ts" },
  synchronicity: { variant: "k-async", k: 3 },
  codec: { kind: "int8" }, // 8 KB an update, where float32 takes 31
  optimizer: momentum({ learningRate: 0.2, momentum: 0 }),
  until: { epochs: 3 },
  expect: [
    equalHashes(),
    noUpdateLost(),
    peersFinish(6),
    metricAbove("accuracy", 0.88),
  ],
});
