/**
 * Numbers drawn from a seed, the same on every machine: xoshiro128** (Blackman
 * and Vigna 2018) on 32-bit integers, and a logarithm of our own, so that no
 * bit depends on an engine's maths library.
 *
 * @module
 */

const LN2 = 0.6931471805599453;

/**
 * Natural logarithm by IEEE additions, multiplications and divisions alone.
 * `Math.log` may differ in the last bit between engines; this does not.
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

/** 32-bit mixing function (murmur3's finaliser). */
function mix(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A stream of random numbers, a pure function of its keys.
 *
 * @example
 * ```ts
 * const random = new Random(7, "weights", 3);
 * const x = random.normal();
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | null = null;

  /** @param keys Numbers and texts that name the stream; all of each counts */
  constructor(...keys: (number | string)[]) {
    let h = 0x9e3779b9;
    const absorb = (word: number) => {
      h = mix(Math.imul(h ^ word, 0x01000193) + 0x6d2b79f5);
    };
    for (const key of keys) {
      const text = `${typeof key}:${key};`;
      for (let i = 0; i < text.length; i++) absorb(text.charCodeAt(i));
    }
    const next = () => (h = mix(h + 0x9e3779b9));
    this.#a = next();
    this.#b = next();
    this.#c = next();
    // The all-zero state is the generator's only fixed point.
    this.#d = next() | 1;
  }

  /** @returns An integer in [0, 2^32) */
  uint32(): number {
    const b5 = Math.imul(this.#b, 5);
    const result = Math.imul((b5 << 7) | (b5 >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** @returns A number in [0, 1) with 53 random bits */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** @returns A standard normal number (Marsaglia's polar method) */
  normal(): number {
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

  /** @returns An integer in [0, bound), unbiased; bound at most 2^32 */
  below(bound: number): number {
    const limit = 4294967296 - (4294967296 % bound);
    for (;;) {
      const x = this.uint32();
      if (x < limit) return x % bound;
    }
  }

  /** @returns A random order of 0 … count-1 (Fisher and Yates) */
  permutation(count: number): Uint32Array {
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) order[i] = i;
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const t = order[i]!;
      order[i] = order[j]!;
      order[j] = t;
    }
    return order;
  }
}
