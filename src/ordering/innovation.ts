import type { SparseView } from "../compression/mod.ts";
import { toDense, type Vector } from "./vector.ts";

/**
 * What a step holds besides the one before: step - decay * before.
 *
 * With momentum a step is the new gradient plus `decay` of the step before, so
 * this is the gradient again, up to the learning rate; with Adam, up to its
 * preconditioner. Steps themselves differ by little but the newest gradient, and
 * pairs of them balance badly.
 *
 * @param step float32 vector of length d, or a view of one
 * @param before the same publisher's last one; undefined at the start of a feed
 * @param decay that of the first moment, 0 … 1
 * @returns `step` itself where there is nothing to take off
 */
export function innovation(
  step: Vector,
  before: Vector | undefined,
  decay: number,
): Vector {
  if (before === undefined || decay === 0) return step;
  if (isSparse(step) && isSparse(before)) return sparse(step, before, decay);
  const out = new Float32Array(step.length);
  const plain = toDense(step, out);
  const earlier = toDense(before, new Float32Array(step.length));
  for (let i = 0; i < out.length; i++) out[i] = plain[i]! - decay * earlier[i]!;
  return out;
}

function isSparse(vector: Vector): vector is SparseView {
  return !(vector instanceof Float32Array) && vector.kind === "sparse";
}

function sparse(a: SparseView, b: SparseView, decay: number): SparseView {
  const m = a.indices.length, n = b.indices.length;
  const indices = new Uint32Array(m + n), values = new Float32Array(m + n);
  let i = 0, j = 0, count = 0;
  while (i < m || j < n) {
    const left = i < m ? a.indices[i]! : Infinity;
    const right = j < n ? b.indices[j]! : Infinity;
    const index = Math.min(left, right);
    indices[count] = index;
    values[count++] = (left === index ? a.values[i++]! : 0) -
      decay * (right === index ? b.values[j++]! : 0);
  }
  return {
    kind: "sparse",
    length: a.length,
    indices: indices.subarray(0, count),
    values: values.subarray(0, count),
  };
}
