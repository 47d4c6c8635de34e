/** Below this the series is used, beyond it the continued fraction. */
const SERIES_UP_TO = 2;

/**
 * Part of the standard normal distribution that lies above `z`, to about twelve
 * digits, relative to itself also far out: the series of Phi around 0 (Abramowitz
 * and Stegun 26.2.11), and Laplace's continued fraction in the tail (26.2.14).
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  if (z <= SERIES_UP_TO) {
    let term = z;
    let sum = 0;
    for (let n = 1; term > 1e-17; n++) {
      sum += term;
      term *= z * z / (2 * n + 1);
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let n = 200; n >= 1; n--) fraction = z + n / fraction;
  return density / fraction;
}
