/**
 * E[X_{K:P}], the expected K-th smallest of P independent durations: how long a
 * quorum of K takes in K-sync (Dutta, Wang, Joshi, arXiv 2003.10579, section 4).
 * Closed forms where there are any, else numeric integration.
 *
 * @module
 */
import { normalTail } from "./normal_tail.ts";

/**
 * Of exponential durations: mean (H_P - H_{P-K}).
 *
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 *
 * @example
 * ```ts
 * import { exponentialOrderStatistic } from "./order_statistics.ts";
 *
 * exponentialOrderStatistic(4, 8, 1); // 1/8 + 1/7 + 1/6 + 1/5 = 0.635
 * ```
 */
export function exponentialOrderStatistic(
  k: number,
  peers: number,
  mean: number,
): number {
  check(k, peers);
  let sum = 0;
  for (let j = peers - k + 1; j <= peers; j++) sum += 1 / j;
  return mean * sum;
}

/**
 * Of Pareto durations, P(X > t) = (scale / t)^shape: scale Gamma(P+1)
 * Gamma(P-K+1-1/shape) / (Gamma(P-K+1) Gamma(P+1-1/shape)), which is a product of
 * K ratios; Infinity where the expectation does not exist.
 *
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 */
export function paretoOrderStatistic(
  k: number,
  peers: number,
  { shape, scale }: { shape: number; scale: number },
): number {
  check(k, peers);
  if (shape * (peers - k + 1) <= 1) return Infinity;
  let product = scale;
  for (let j = peers - k + 1; j <= peers; j++) product *= j / (j - 1 / shape);
  return product;
}

/**
 * Of durations uniform between `low` and `high`: the mean of a Beta(K, P-K+1).
 *
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 */
export function uniformOrderStatistic(
  k: number,
  peers: number,
  low: number,
  high: number,
): number {
  check(k, peers);
  return low + (high - low) * k / (peers + 1);
}

/**
 * Of lognormal durations, median exp(sigma Z).
 *
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 */
export function lognormalOrderStatistic(
  k: number,
  peers: number,
  { median, sigma }: { median: number; sigma: number },
): number {
  if (sigma === 0) return check(k, peers), median;
  const survival = (t: number) => normalTail(Math.log(t / median) / sigma);
  return expectedOrderStatistic(k, peers, survival, median);
}

/**
 * Of durations drawn from a list, each as likely as the other.
 *
 * @param sorted at least one, ascending
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 */
export function empiricalOrderStatistic(
  k: number,
  peers: number,
  sorted: ArrayLike<number>,
): number {
  const later = quorumIsLater(k, peers);
  let sum = 0;
  let above = 1; // P(X_{K:P} > all values before)
  for (let i = 0; i < sorted.length; i++) {
    const next = i + 1 < sorted.length ? later(1 - (i + 1) / sorted.length) : 0;
    sum += sorted[i]! * (above - next);
    above = next;
  }
  return sum;
}

/** Steps of the quadrature, and how far it goes in its own variable. */
const STEP = 1 / 64;
const REACH = 4.5;

/**
 * Of any durations, from the chance P(X > t): the integral of P(X_{K:P} > t) over
 * t > 0 by the double-exponential rule t = scale exp(pi/2 sinh x) (Takahasi and
 * Mori, 1974), which takes heavy tails and thin ones alike. About ten digits where
 * the survival function is smooth, fewer where it has kinks or steps.
 *
 * @param survival P(X > t) for t > 0, not increasing
 * @param scale a usual duration, such as the mean or the median
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 */
export function expectedOrderStatistic(
  k: number,
  peers: number,
  survival: (t: number) => number,
  scale: number,
): number {
  const later = quorumIsLater(k, peers);
  let sum = 0;
  for (let i = -REACH / STEP; i <= REACH / STEP; i++) {
    const x = i * STEP;
    const t = scale * Math.exp(Math.PI / 2 * Math.sinh(x));
    const value = later(survival(t));
    if (value > 0) sum += value * t * Math.PI / 2 * Math.cosh(x);
  }
  return sum * STEP;
}

/**
 * P(X_{K:P} > t) as a function of P(X > t): fewer than K of P are through. The
 * binomial coefficients are kept as logarithms, for P in the thousands.
 */
function quorumIsLater(k: number, peers: number): (above: number) => number {
  check(k, peers);
  const logChoose = new Float64Array(k);
  for (let j = 1; j < k; j++) {
    logChoose[j] = logChoose[j - 1]! + Math.log((peers - j + 1) / j);
  }
  return (above) => {
    if (above >= 1) return 1;
    if (above <= 0) return 0;
    const logAbove = Math.log(above);
    const logBelow = Math.log1p(-above);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      sum += Math.exp(logChoose[j]! + j * logBelow + (peers - j) * logAbove);
    }
    return Math.min(1, sum);
  };
}

function check(k: number, peers: number): void {
  if (Number.isInteger(k) && Number.isInteger(peers) && k >= 1 && k <= peers) {
    return;
  }
  throw new RangeError(
    `Cannot wait for ${k} of ${peers} peers: K must be a whole number from 1 to the number of peers`,
  );
}
