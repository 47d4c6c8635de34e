import { countsPeers } from "../variant.ts";
import { type Policy, settle } from "./policy.ts";

/**
 * AdaSync (Dutta, Wang, Joshi, arXiv 2003.10579, section 5): few at first, fast
 * and stale, and more as the loss falls. K minimises the error bound at the next
 * instant, in closed form for memoryless delays:
 *
 * | a quorum counts | K |
 * |---|---|
 * | batches | K0 sqrt(F(w_0) / F(w_s)) |
 * | peers | K^2 / (P - K) = K0^2 / (P - K0) F(w_0) / F(w_s) |
 *
 * capped at P, with F less an estimate of F*, which the paper takes for 0. In
 * `k-batch-async` nobody waits: there K is the weight eta/K alone, and this is a
 * schedule of the rate.
 *
 * @param k0 the quorum to begin with; of P = 1 it is 1 whatever it is
 * @throws {RangeError} Unless k0 is a whole number of at least 1
 */
export function adaSync(k0 = 1): Policy {
  if (!Number.isInteger(k0) || k0 < 1) {
    throw new RangeError(
      `Cannot begin with K0 = ${k0}: it is a number of peers, a whole one from 1 on`,
    );
  }
  return (conditions) => {
    const { variant, peers, descent } = conditions;
    const wanted = countsPeers(variant)
      ? quorumOfPeers(k0, peers, descent)
      : k0 * Math.sqrt(descent);
    const isRate = variant === "k-batch-async";
    return {
      k: settle(wanted, conditions),
      rate: 1,
      reason: `AdaSync, loss above its least ${
        (1 / descent).toPrecision(2)
      } of the start${isRate ? ", as a rate alone" : ""}`,
    };
  };
}

/** Solves K^2 / (P - K) = K0^2 / (P - K0) descent for K. */
function quorumOfPeers(k0: number, peers: number, descent: number): number {
  if (k0 >= peers) return peers;
  const c = k0 ** 2 / (peers - k0) * descent;
  return (Math.sqrt(c ** 2 + 4 * c * peers) - c) / 2;
}
