import type { StepOutlook } from "./policies/policy.ts";
import { cancels, countsPeers, type Variant } from "./variant.ts";

/** What is known of one peer's gradients. */
export interface Pace {
  /** E[X], ms. */
  readonly mean: number;
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
 *
 * A message needs `lag` ms to all, and whoever finishes within it after the quorum
 * publishes too: that is the overshoot of `updates` over K.
 *
 * @param times E[X_{K:P}], ms, of the same peers, for K = 1 … P
 */
export function outlookOf(
  variant: Variant,
  paces: readonly Pace[],
  times: ArrayLike<number>,
  lag: number,
): StepOutlook[] {
  let rate = 0;
  for (const { mean } of paces) rate += 1 / mean;
  return Array.from(paces, (_, i) => {
    const k = i + 1;
    if (!countsPeers(variant)) return ofBatches(variant, k, rate, paces, lag);
    const time = times[i]! + lag;
    const { updates, rounds } = inTime(variant, paces, time);
    const counted = Math.max(k, updates);
    return { time, updates: counted, staleness: rounds / counted };
  });
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
  rate: number,
  paces: readonly Pace[],
  lag: number,
): StepOutlook {
  const time = k / rate;
  if (!cancels(variant)) {
    const missing = paces.length - 1 + rate * lag;
    return { time, updates: k, staleness: missing / k };
  }
  return { time: time + lag, updates: k + rate * lag, staleness: 0 };
}
