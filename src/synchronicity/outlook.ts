import type { StepOutlook } from "./policies/policy.ts";
import {
  type Survival,
  unlikeOrderStatistics,
} from "./unlike_order_statistics.ts";
import { cancels, countsPeers, type Variant } from "./variant.ts";

/** What is known of one peer's gradients. */
export interface Pace {
  /** E[X], ms. */
  readonly mean: number;
  /** How long its updates are under way, ms. */
  readonly lag: number;
  /** Where P(X > t) has steps, ms, where that is known. */
  readonly steps?: ArrayLike<number>;
  /** P(X > t). */
  survival(t: number): number;
  /** Whether its gradient goes on past a quorum that took `t` ms, in `auto`. */
  goesOn(t: number): boolean;
}

/**
 * What a round would be like for each K from 1 to P, of peers that need not be
 * alike: K-sync and K-async wait for the K-th of P, the batch variants for K of
 * whatever comes (Dutta et al., arXiv 2003.10579, section 4, with unlike rates).
 * A peer far away is waited for as a slow one is; and whoever is through before it
 * has heard of the quorum publishes too, which is the overshoot of `updates` over K.
 */
export function outlookOf(
  variant: Variant,
  paces: readonly Pace[],
): StepOutlook[] {
  if (!countsPeers(variant)) {
    return paces.map((_, i) => ofBatches(variant, i + 1, paces));
  }
  const times = unlikeOrderStatistics(paces.map(arrivalOf));
  return Array.from(times, (time, i) => {
    const { updates, rounds } = inTime(variant, paces, time);
    const counted = Math.max(i + 1, updates);
    const adrift = driftOf(variant, i + 1, paces, time);
    return {
      time,
      updates: counted,
      staleness: rounds / counted,
      ...(adrift && { adrift }),
    };
  });
}

/**
 * Rounds of peers that go on, each in its own time: as many a second as their
 * updates make up, and the paper's staleness, (P - K) / K. Messages and equal
 * delays keep peers together, so the truth is between this and fresh starts.
 */
function driftOf(
  variant: Variant,
  k: number,
  paces: readonly Pace[],
  time: number,
): StepOutlook | undefined {
  if (cancels(variant)) return undefined;
  let rate = 0;
  let active = 0;
  for (const pace of paces) {
    if (variant === "auto" && !pace.goesOn(time)) continue;
    rate += 1 / pace.mean;
    active += Math.min(1, time / pace.mean);
  }
  if (active <= k) return undefined;
  return { time: k / rate, updates: k, staleness: (active - k) / k };
}

/**
 * What rounds are like with the K in force, by what they are seen to take: peers
 * that go on do not begin together, and then rounds are shorter than of fresh
 * starts, with fewer updates each, and more of them pass in the time of a gradient.
 *
 * @param time mean ms of a round
 * @param updates mean updates that count in one
 */
export function observedOutlook(
  variant: Variant,
  paces: readonly Pace[],
  { time, updates }: { time: number; updates: number },
): StepOutlook {
  if (cancels(variant)) return { time, updates, staleness: 0 };
  let rounds = 0;
  let counted = 0;
  for (const { mean, lag } of paces) {
    const part = Math.min(1, time / mean);
    counted += part;
    rounds += part * Math.max(0, (mean + lag) / time - 1);
  }
  return { time, updates, staleness: rounds / counted };
}

/** When a peer's update is here, rather than done. */
function arrivalOf({ mean, lag, steps, survival }: Pace): Survival {
  return {
    mean: mean + lag,
    ...(steps && { steps: Float64Array.from(steps, (t) => t + lag) }),
    survival: (t) => (t < lag ? 1 : survival(t - lag)),
  };
}

/** Updates that count in a round of `time` ms, and the rounds they are late by, summed. */
function inTime(
  variant: Variant,
  paces: readonly Pace[],
  time: number,
): { updates: number; rounds: number } {
  let updates = 0;
  let rounds = 0;
  for (const pace of paces) {
    const fresh = 1 - pace.survival(time);
    updates += fresh;
    const goesOn = variant === "auto" ? pace.goesOn(time) : !cancels(variant);
    if (!goesOn) continue;
    const late = Math.max(0, Math.min(1, time / pace.mean) - fresh);
    updates += late;
    rounds += late * Math.max(1, pace.mean / time);
  }
  return { updates, rounds };
}

/** Where batches are counted nobody waits for anyone in particular. */
function ofBatches(
  variant: Variant,
  k: number,
  paces: readonly Pace[],
): StepOutlook {
  let rate = 0;
  let underWay = 0;
  for (const { mean, lag } of paces) {
    rate += 1 / mean;
    underWay += lag / mean;
  }
  const time = k / rate;
  if (!cancels(variant)) {
    const missing = paces.length - 1 + underWay;
    return { time, updates: k, staleness: missing / k };
  }
  const lag = underWay / rate;
  return { time: time + lag, updates: k + underWay, staleness: 0 };
}
