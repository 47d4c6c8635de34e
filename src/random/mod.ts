/**
 * Seeded random numbers. Everything that Drover draws, it draws from here, so
 * that the same seed gives the same run on any machine.
 *
 * @example
 * ```ts
 * import { permutation, Random } from "./mod.ts";
 *
 * const random = new Random("shuffle", 7, 0);
 * permutation(4, random); // the same four indices on every machine
 * ```
 *
 * @module
 */

/** Mixes the bits of a 32-bit integer (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of a sequence of numbers and strings, the same everywhere. */
export function hash32(...parts: (number | string)[]): number {
  let h = 0x9e3779b9;
  for (const part of parts) {
    if (typeof part === "number") {
      h = mix32(Math.imul(h, 5) + (part | 0));
      h = mix32(h ^ Math.floor(part / 2 ** 32));
      continue;
    }
    for (let i = 0; i < part.length; i++) {
      h = Math.imul(h ^ part.charCodeAt(i), 0x01000193);
    }
    h = mix32(h ^ part.length);
  }
  return h >>> 0;
}

/**
 * A seeded generator: sfc32 (Chris Doty-Humphrey's small fast counter, 128 bits
 * of state), seeded from any numbers and strings.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Starts the stream that these parts name. */
  constructor(...seed: (number | string)[]) {
    this.#a = hash32("a", ...seed);
    this.#b = hash32("b", ...seed);
    this.#c = hash32("c", ...seed);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** The next 32 random bits, as an unsigned integer. */
  uint32(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t | 0;
    return t >>> 0;
  }

  /** A number in [0, 1), with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** A standard normal number, by the Box-Muller transform. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** An integer in [0, bound), without modulo bias. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }
}

/** A uniformly random order of 0 … length-1 (Fisher-Yates). */
export function permutation(length: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
