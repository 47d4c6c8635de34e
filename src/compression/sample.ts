import type { Intended } from "./chunks.ts";

/** Values looked at: enough to be right about one value in a thousand. */
const MOST = 8192;

const FLOAT = new Float32Array(MOST);
const BITS = new Uint32Array(FLOAT.buffer);

/**
 * A magnitude that probably a few more than k values of a vector reach, from a sample of them.
 *
 * The sample has one value of each of as many equal parts of the vector, at places that a fixed sequence draws: no pattern of
 * the vector's meets it, and the same vector is always sampled the same way.
 *
 * @param intended The vector, length n
 * @param k How many are wanted
 * @param counts Memory for 2048 counts
 * @returns The magnitude's bits as float32, at least 1
 */
export function leastOfSample(
  { step, carried, factor = 1 }: Intended,
  k: number,
  counts: Uint32Array,
): number {
  const n = step.length;
  const size = Math.min(MOST, Math.ceil(n / 8));
  const expected = size * k / n;
  // Three standard deviations more, so that a second pass is rare.
  const rank = expected + 3 * Math.sqrt(expected) + 3;
  if (!(rank < size / 2)) return 1;
  const length = n / size;
  for (let j = 0, state = 1; j < size; j++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const i = Math.floor((j + state / 2 ** 31) * length);
    FLOAT[j] = step[i]! +
      (carried === undefined ? 0 : factor * carried[i]!);
  }
  // Error feedback gathers values just below what was sent last, so a bin of 11 bits holds too many; 10 more part them.
  counts.fill(0);
  for (let j = 0; j < size; j++) counts[(BITS[j]! & 0x7fffffff) >>> 20]!++;
  let bin = 2047, seen = 0;
  while (bin > 0 && seen + counts[bin]! < rank) seen += counts[bin--]!;
  counts.fill(0);
  for (let j = 0; j < size; j++) {
    const bits = BITS[j]! & 0x7fffffff;
    if (bits >>> 20 === bin) counts[(bits >>> 10) & 1023]!++;
  }
  let part = 1023;
  while (part > 0 && seen + counts[part]! < rank) seen += counts[part--]!;
  return Math.max(1, (bin << 20) | (part << 10));
}
