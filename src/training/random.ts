import { Random } from "../random/mod.ts";

const LN2 = 0.6931471805599453;

/**
 * Natural logarithm by IEEE additions, multiplications and divisions alone.
 * `Math.log` may differ in the last bit between engines; this does not, and
 * initial weights must be the same everywhere.
 *
 * @param x A positive, normal number
 * @returns ln x, to about 2 units in the last place
 */
export function ln(x: number): number {
  let m = x;
  let e = 0;
  while (m > Math.SQRT2) {
    m /= 2;
    e++;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    e--;
  }
  // ln m = 2 atanh((m - 1) / (m + 1)); |s| < 0.172, so 13 terms reach 2^-53.
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = sum * s2 + 1 / k;
  return 2 * s * sum + e * LN2;
}

/** Drover's random numbers, with normal ones that no maths library touches. */
export class WeightRandom extends Random {
  #spare: number | null = null;

  /** @returns A standard normal number (Marsaglia's polar method) */
  override normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s < 1e-300) continue;
      const factor = Math.sqrt(-2 * ln(s) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }
}
