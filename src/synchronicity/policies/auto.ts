import { inMs } from "../in_ms.ts";
import type { Policy, StepOutlook } from "./policy.ts";

/** Noise scale over P at which noise is all there is: K changes nothing any more. */
const DROWNED = 8;

/** The least noise scale that is told from none. */
const LEAST = 0.01;

/** How far the noise of weights follows one estimate, in logarithms, and how far it lets one leap. */
const SMOOTHING = 0.1;
const LEAP = 4;

/** Estimates that make up the beginning. */
const EARLY = 8;

/** What a K must promise of the best one's haste to be kept, and to be taken for its exactness. */
const KEPT = 0.9;
const TAKEN = 0.95;

/**
 * The K that is to reach the next level of the loss soonest.
 *
 * A step that averages n updates, s rounds stale, must be made so much smaller
 * that 1 + s/(1 - beta) + B/n of them do what one exact and fresh one would, where
 * B is the gradient noise scale and beta the momentum: for its noise, by
 * McCandlish et al. (arXiv 1812.06162), and for its delay, since no rate above
 * 1/(L s) is stable (as in Ringmaster ASGD, arXiv 2501.16168), and momentum, which
 * fresh gradients bear, multiplies the rate by 1/(1 - beta). So the time to the
 * next level goes with
 *
 *     T(K) (1 + s(K) / (1 - beta) + B / n(K)),
 *
 * with T, s and n from the delays of these very peers. Everyone is waited for until
 * delays are known. Of those that promise about the same the largest is taken: it
 * is the most exact, and what other peers will choose, too.
 *
 * The weights get the factor (1 + B/P) / (1 + s/(1 - beta) + B/n), at most 1:
 * whatever K is, a rate that was right for full synchrony stays right. Where the
 * rate has no schedule of its own, the numerator does not grow beyond the B of the
 * beginning: as noise comes to outweigh the gradient steps become smaller, as with
 * AdaSync they do because K grows. The B of weights is smoothed in logarithms, since an
 * estimate of a small gradient in much noise is now and then without bound.
 */
export function auto(): Policy {
  let estimates = 0;
  let smooth = 0;
  let early = 0;
  const follow = (noise: number) => {
    estimates++;
    if (estimates === 1) smooth = Math.max(LEAST, noise);
    const near = Math.min(LEAP * smooth, Math.max(smooth / LEAP, noise));
    smooth *= (near / smooth) ** Math.max(SMOOTHING, 1 / estimates);
    if (estimates <= EARLY) early = Math.max(early, smooth);
  };
  return (conditions) => {
    const { peers, outlook, momentum = 0 } = conditions;
    // Before it is known noise is taken to be as large as the gradient of all.
    const { noiseScale = peers } = conditions;
    if (outlook === undefined || outlook.length === 0) {
      return { k: peers, rate: 1, reason: "delays not known yet" };
    }
    const noise = Math.min(noiseScale, DROWNED * peers);
    const costOf = (step: StepOutlook) =>
      step.time * stepsFor(step, noise, momentum);
    // Of what may come of a K, the worse is counted on.
    const cost = (k: number) => {
      const step = outlook[k - 1]!;
      const worse = step.adrift ? costOf(step.adrift) : 0;
      const cost = Math.max(costOf(step), worse);
      // Of a delay beyond all numbers, which anyone may claim, nothing follows.
      return Number.isNaN(cost) ? Infinity : cost;
    };
    const last = outlook.length;
    const present = Math.min(conditions.k, last);
    let least = Infinity;
    for (let k = 1; k <= last; k++) least = Math.min(least, cost(k));
    // Between them the present one stays: K must not go to and fro.
    const isGood = (k: number, worth: number) => worth * cost(k) <= least;
    let k = last;
    while (k > 1 && !isGood(k, k > present ? TAKEN : KEPT)) k--;
    if (conditions.noiseScale !== undefined) follow(noise);
    const borne = conditions.isScheduled ? smooth : Math.min(early, smooth);
    const factor = (1 + borne / peers) /
      stepsFor(outlook[k - 1]!, smooth, momentum);
    const rate = factor > 0 ? Math.min(1, factor) : 1 / peers;
    const reason = explain([...new Set([conditions.k, k, peers])], k, {
      outlook,
      noise,
      cost,
    });
    return { k, rate, reason };
  };
}

/** Steps of this kind that do what one exact and fresh one does. */
function stepsFor(
  { staleness, updates }: StepOutlook,
  noise: number,
  momentum: number,
): number {
  return 1 + staleness / (1 - momentum) + noise / updates;
}

/** What some K promise: how long rounds with it take until they have done what one exact and fresh step would. */
function explain(
  which: readonly number[],
  chosen: number,
  { outlook, noise, cost }: {
    outlook: readonly StepOutlook[];
    noise: number;
    cost: (k: number) => number;
  },
): string {
  const promises = which.filter((k) => k <= outlook.length).map((k) => {
    const { time } = outlook[k - 1]!;
    const total = cost(k);
    return `${inMs(total)} with K ${k} (${short(total / time)} rounds of ${
      inMs(time)
    })`;
  });
  const isSlower = which.some((k) => k < chosen && cost(k) < cost(chosen));
  return `a step's worth takes ${promises.join(", ")}${
    isSlower ? ", about the same, where the larger K is more exact" : ""
  }; noise scale ${short(noise)} updates`;
}

function short(value: number): number {
  return Number(value.toPrecision(2));
}
