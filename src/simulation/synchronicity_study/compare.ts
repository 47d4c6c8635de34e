import { extentOf, median } from "../study/mod.ts";
import { timeTo } from "./curves.ts";
import type { Defeat, LawStudy, TimeRatio } from "./standing.ts";

/** The curves of one contender, without jitter, by seed. */
export type Curves = readonly (readonly number[])[];

/**
 * How long a contender needs to what another ends with, over that one's own time:
 * below 1 it is sooner, Infinity where it does not get there.
 *
 * @param end the point of the curves that is their end; those beyond are for who comes late
 */
export function timeRatio(
  contender: Curves,
  other: Curves,
  end: number,
): TimeRatio {
  return {
    ofMedians: ratio(medianCurve(contender), medianCurve(other), end),
    bySeed: extentOf(ratios(contender, other, end)),
  };
}

/** The same the other way up: how many times sooner it is, 0 for never. */
export function lead(
  contender: Curves,
  other: Curves,
  end: number,
): TimeRatio {
  return {
    ofMedians: 1 / ratio(medianCurve(contender), medianCurve(other), end),
    bySeed: extentOf(ratios(contender, other, end).map((ratio) => 1 / ratio)),
  };
}

/** For every fixed K and every challenger, the law where it is beaten most. */
export function defeats(studies: readonly LawStudy[]): Defeat[] {
  const worst = new Map<string, Defeat>();
  for (const { law, leads } of studies) {
    for (const lead of leads) {
      const key = `${lead.fixed} ${lead.challenger}`;
      const before = worst.get(key);
      if (
        before === undefined || lead.times.ofMedians > before.times.ofMedians
      ) {
        worst.set(key, { ...lead, law: law.name });
      }
    }
  }
  return [...worst.values()];
}

function ratios(contender: Curves, other: Curves, end: number): number[] {
  return other.map((own, seed) => ratio(contender[seed]!, own, end));
}

function ratio(
  curve: readonly number[],
  own: readonly number[],
  end: number,
): number {
  const target = own[end]!;
  const time = timeTo(curve, target), ownTime = timeTo(own, target);
  // What ends where it began has no time of its own.
  return time === ownTime ? 1 : time / ownTime;
}

function medianCurve(curves: Curves): number[] {
  return curves[0]!.map((_, i) => median(curves.map((curve) => curve[i]!)));
}
