/**
 * The herding bound that random reshuffling gives, its median, in the infinity
 * norm: each coordinate's centred prefix sum is then a Brownian bridge, whose
 * largest magnitude follows Kolmogorov's distribution. Coordinates count as
 * independent.
 *
 * @param deviations for each coordinate, sqrt(sum over all vectors of (value - mean)^2)
 */
export function randomBound(deviations: ArrayLike<number>): number {
  const spread = Array.from(deviations).filter((deviation) => deviation > 0);
  if (spread.length === 0) return 0;
  // Some six deviations of the widest are beyond chance.
  let low = 0, high = 6 * Math.max(...spread);
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    let chance = 1;
    for (const deviation of spread) chance *= kolmogorov(middle / deviation);
    if (chance < 0.5) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(max |Brownian bridge| <= x). */
function kolmogorov(x: number): number {
  // The series alternates, and does not converge at 0, where the chance is nil.
  if (x < 0.2) return 0;
  let sum = 0;
  for (let k = 1; k <= 20; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-12) break;
  }
  return Math.max(0, 1 - 2 * sum);
}
