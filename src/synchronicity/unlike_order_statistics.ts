import { fewerThanExactly, fewerThanRoughly } from "./poisson_binomial.ts";

/** What is known of how long one peer takes. */
export interface Survival {
  /** E[X]; undefined where nothing is known. */
  readonly mean: number | undefined;
  /** Where P(X > t) has steps, ascending; left out where it has none or they are unknown. */
  readonly steps?: ArrayLike<number>;
  /** P(X > t), not increasing. */
  survival(t: number): number;
}

/** Up to so many peers the distribution of how many are through is exact. */
const EXACT = 64;

/** Of more steps than this, every so-manieth is looked at. */
const STEPS = 256;

/** Between points, 16 to an octave. */
const RATIO = 2 ** (1 / 16);

/** An interval in which so many peers finish is halved, unless it is a short part of t. */
const LITTLE = 0.25;
const SHORT = 1e-3;

/** Of so many before it, the first point is early enough. */
const EARLY = 1e-3;

/** The octaves looked at, at most: below the least usual duration, and beyond the largest. */
const BELOW = 20;
const BEYOND = 48;

/** What is neglected, as a part of the whole. */
const NEGLIGIBLE = 1e-9;

/**
 * E[X_{1:P}] … E[X_{P:P}] of independent durations that need not be alike: how long
 * a quorum of each K takes where one peer is slow. It is the integral over t of the
 * probability that fewer than K are through at t, which is a Poisson-binomial one.
 *
 * The integral is by the midpoint rule between the peers' steps and points in
 * geometric progression: exact where all steps are known and few, one in 10,000 off
 * where durations are smooth, up to a hundredth where there are steps that are not
 * named. Beyond the last point the integrand goes on as the power of t that it has
 * come to be, so that heavy tails count; Infinity where the expectation does not
 * exist, as where fewer than K ever finish.
 *
 * Beyond 64 peers the distribution is the normal one with a correction for skewness
 * (Volkova 1996), but for the first and the last peer, which stay exact.
 *
 * @returns P expectations, ascending, in the unit of `t`
 *
 * @example
 * ```ts
 * import { unlikeOrderStatistics } from "./unlike_order_statistics.ts";
 *
 * const exponential = (mean: number) => ({
 *   mean,
 *   survival: (t: number) => Math.exp(-t / mean),
 * });
 * unlikeOrderStatistics([exponential(1), exponential(10)]); // 0.909, 10.09
 * ```
 */
export function unlikeOrderStatistics(
  all: readonly Survival[],
): Float64Array {
  const peers = all.length;
  const fewerThan = peers <= EXACT
    ? fewerThanExactly(peers)
    : fewerThanRoughly(peers);
  const edges = edgesOf(all);
  const sums = new Float64Array(peers);
  const survivals = new Float64Array(peers);
  let before = new Float64Array(peers);
  let waiting = new Float64Array(peers);
  for (let i = 1; i < edges.length; i++) {
    const width = edges[i]! - edges[i - 1]!;
    const t = edges[i - 1]! + width / 2;
    for (let p = 0; p < peers; p++) survivals[p] = all[p]!.survival(t);
    [before, waiting] = [waiting, before];
    fewerThan(survivals, waiting);
    for (let k = 0; k < peers; k++) sums[k]! += width * waiting[k]!;
  }
  addTails(sums, edges, before, waiting);
  return ascending(sums);
}

/** Points from 0 to where little is left, or to where a power law has set in. */
function edgesOf(all: readonly Survival[]): Float64Array {
  const usual = all.flatMap(usualOf);
  const most = Math.max(...usual, 0);
  if (most === 0) return new Float64Array(1);
  const through = (t: number) => {
    let sum = 0;
    for (const peer of all) sum += 1 - peer.survival(t);
    return sum;
  };
  let first = Math.min(...usual);
  for (let i = 0; i < BELOW && through(first) > EARLY; i++) first /= 2;
  const steps = stepsOf(all);
  const edges = [0, first, ...thin(steps)];
  let at = first, before = through(first), step = 0;
  while (at < most * 2 ** BEYOND) {
    if ((all.length - before) * at <= NEGLIGIBLE * most) break;
    const next = at * RATIO, after = through(next);
    const isNamed = step < steps.length && steps[step]! <= next;
    while (step < steps.length && steps[step]! <= next) step++;
    if (!isNamed) split(edges, through, [at, before], [next, after]);
    edges.push(next);
    at = next;
    before = after;
  }
  return Float64Array.from(edges).sort();
}

/** Halves an interval until little happens in it, or it is short. */
function split(
  edges: number[],
  through: (t: number) => number,
  [low, before]: [number, number],
  [high, after]: [number, number],
): void {
  if (after - before <= LITTLE || high - low < SHORT * low) return;
  const middle = (low + high) / 2;
  const at: [number, number] = [middle, through(middle)];
  edges.push(middle);
  split(edges, through, [low, before], at);
  split(edges, through, at, [high, after]);
}

/** Some duration that is neither rare nor surely exceeded. */
function usualOf(peer: Survival): number[] {
  const { mean } = peer;
  if (mean !== undefined && mean > 0 && mean < Infinity) return [mean];
  let t = 1;
  for (let i = 0; i < 1000 && peer.survival(t) > 0.5; i++) t *= 2;
  for (let i = 0; i < 1000 && peer.survival(t) <= 0.5; i++) t /= 2;
  return t > 1e-300 && t < 1e300 ? [t] : [];
}

/** All steps; a constant duration's is its mean. */
function stepsOf(all: readonly Survival[]): Float64Array {
  const steps = new Set<number>();
  for (const { mean, steps: own } of all) {
    for (let i = 0; i < (own?.length ?? 0); i++) steps.add(own![i]!);
    if (mean !== undefined && mean < Infinity) steps.add(mean);
  }
  return Float64Array.from(steps).sort();
}

function thin(steps: Float64Array): Float64Array {
  const every = Math.ceil(steps.length / STEPS);
  return every <= 1 ? steps : steps.filter((_, i) => i % every === 0);
}

/** The integrals from the last edge on, where the last two intervals give the power. */
function addTails(
  sums: Float64Array,
  edges: Float64Array,
  before: Float64Array,
  last: Float64Array,
): void {
  const n = edges.length;
  if (n < 3) return;
  const end = edges[n - 1]!;
  const t = (edges[n - 2]! + end) / 2;
  const earlier = (edges[n - 3]! + edges[n - 2]!) / 2;
  for (let k = 0; k < sums.length; k++) {
    if (!(last[k]! > NEGLIGIBLE * sums[k]! / end)) continue;
    const power = Math.log(before[k]! / last[k]!) / Math.log(t / earlier);
    sums[k]! += power > 1 + NEGLIGIBLE
      ? last[k]! * (t / end) ** power * end / (power - 1)
      : Infinity;
  }
}

/** What is approximate may be out of order, by little. */
function ascending(sums: Float64Array): Float64Array {
  for (let k = 1; k < sums.length; k++) {
    sums[k] = Math.max(sums[k]!, sums[k - 1]!);
  }
  return sums;
}
