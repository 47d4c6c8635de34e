import { Random } from "../../random/mod.ts";

/** Where the middle half of some values lies. */
export interface Spread {
  /** The middle. */
  readonly median: number;
  /** Lower and upper quartile. */
  readonly quartiles: readonly [number, number];
}

/**
 * A quantile, between two values in proportion: Infinity where one of them is.
 *
 * @param part from 0 to 1
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!, high = sorted[Math.ceil(place)]!;
  const fraction = place - Math.floor(place);
  return low === high ? low : low + fraction * (high - low);
}

/** The median. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Median and quartiles. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: median(values),
    quartiles: [quantile(values, 0.25), quantile(values, 0.75)],
  };
}

/** The middle of some values, and how far they go. */
export interface Extent {
  /** The middle. */
  readonly median: number;
  /** The least and the greatest. */
  readonly extremes: readonly [number, number];
}

/** Median and extremes: of a few values, such as five, all that there is to say. */
export function extentOf(values: readonly number[]): Extent {
  return {
    median: median(values),
    extremes: [Math.min(...values), Math.max(...values)],
  };
}

/** A ratio of medians, and how far it can be trusted. */
export interface Ratio {
  /** The ratio of the medians. */
  readonly estimate: number;
  /** The middle 95 % of the ratios of resampled seeds. */
  readonly interval: readonly [number, number];
}

const RESAMPLES = 4000;

/**
 * median(a) / median(b) with a bootstrap interval (Efron, 1979): seeds are drawn
 * anew with replacement, the same for both, as a seed's runs share their units.
 *
 * @param a of each seed
 * @param b of the same seeds
 */
export function ratioOfMedians(
  a: readonly number[],
  b: readonly number[],
): Ratio {
  const random = new Random("bootstrap");
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const drawn = a.map(() => random.below(a.length));
    return divide(drawn.map((i) => a[i]!), drawn.map((i) => b[i]!));
  });
  return {
    estimate: divide(a, b),
    interval: [quantile(ratios, 0.025), quantile(ratios, 0.975)],
  };
}

function divide(a: readonly number[], b: readonly number[]): number {
  const above = median(a);
  return above === Infinity ? Infinity : above / median(b);
}
