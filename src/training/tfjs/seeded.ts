import { Random } from "../../random/mod.ts";

/**
 * Runs code with `Math.random` drawn from a seed. tfjs seeds all its unseeded
 * random ops from there (dropout, noise layers, `tf.randomNormal`), so a step's
 * masks are fresh and yet reproducible. Synchronous code only.
 *
 * @param keys What names the stream
 */
export function seeded<T>(keys: (number | string)[], body: () => T): T {
  const random = new Random(...keys);
  const original = Math.random;
  Math.random = () => random.uniform();
  try {
    return body();
  } finally {
    Math.random = original;
  }
}

/**
 * Draws `Math.random` from a seed from now on. A worker does so while it loads
 * a task, so that data shuffled by careless code is still the same everywhere.
 */
export function seedMathRandom(...keys: (number | string)[]): void {
  const random = new Random(...keys);
  Math.random = () => random.uniform();
}
