import { cancels, countsPeers } from "../variant.ts";
import { type Policy, settle, type StepOutlook } from "./policy.ts";

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
 * capped at P, with F less an estimate of F*, which the paper takes for 0. Where
 * delays are known, peers are waited for by what that is measured to take: K is
 * where the next peer would cost more time than its part of the noise is worth,
 * T'(K) K^2 = T'(K0) K0^2 F(w_0) / F(w_s), which is the same for like exponential
 * delays, and does not wait for a straggler as if it were one of them. In
 * `k-batch-async` nobody waits: there K is the weight eta/K alone, and this is a
 * schedule of the rate.
 *
 * @param k0 the quorum to begin with, at most P; by default, where the others
 * cancel, the one with the most updates a second, K / T(K), which is 1 for
 * memoryless delays and leaves out no more than the stragglers where peers are
 * steady; where they go on, or before delays are known, 1
 * @throws {RangeError} Unless k0 is a whole number of at least 1
 */
export function adaSync(k0?: number): Policy {
  if (k0 !== undefined && (!Number.isInteger(k0) || k0 < 1)) {
    throw new RangeError(
      `Cannot begin with K0 = ${k0}: it is a number of peers, a whole one from 1 on`,
    );
  }
  return (conditions) => {
    const { variant, peers, descent, outlook } = conditions;
    const wanted = !countsPeers(variant)
      ? (k0 ?? 1) * Math.sqrt(descent)
      : outlook === undefined || outlook.length === 0
      ? quorumOfPeers(k0 ?? 1, peers, descent)
      : measuredQuorum(
        k0 ?? (cancels(variant) ? busiest(outlook) : 1),
        descent,
        outlook,
      );
    const isRate = variant === "k-batch-async";
    return {
      k: settle(wanted, conditions),
      rate: 1,
      reason: `AdaSync, loss above its least ${
        Number((1 / descent).toPrecision(2))
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

/** The K of most updates a second. */
function busiest(outlook: readonly StepOutlook[]): number {
  let best = 1;
  outlook.forEach(({ time }, i) => {
    const k = i + 1;
    if (k / time > best / outlook[best - 1]!.time * (1 + 1e-9)) best = k;
  });
  return best;
}

/** As far beyond K0 as the next peer costs no more than the descent has made it worth. */
function measuredQuorum(
  k0: number,
  descent: number,
  outlook: readonly StepOutlook[],
): number {
  const last = outlook.length;
  if (k0 >= last) return last;
  const time = (k: number) => (k === 0 ? 0 : outlook[k - 1]!.time);
  const price = (k: number) => k * (k + 1) * (time(k + 1) - time(k));
  // What the last of K0 cost was worth it; what the next would cost, not yet.
  const worth = k0 ** 2 * (time(k0) - time(k0 - 1)) * descent;
  let k = k0;
  while (k < last && price(k) < worth * (1 - 1e-9)) k++;
  return k;
}
