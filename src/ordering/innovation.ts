import type { SparseView, VectorView } from "../compression/mod.ts";
import { toDense, type Vector } from "./vector.ts";

/**
 * What a step holds besides the one before: step - decay * before.
 *
 * With momentum a step is the new gradient plus `decay` of the step before, so
 * this is the gradient again, up to the learning rate; with Adam, up to its
 * preconditioner. Steps themselves differ by little but the newest gradient, and
 * pairs of them balance badly.
 *
 * Dense vectors are not gone through here: the difference is worked out, in
 * float32, where they are folded.
 *
 * @param step float32 vector of length d, or a view of one
 * @param before the same publisher's last one; undefined at the start of a feed
 * @param decay that of the first moment, 0 … 1
 * @param reads how much will be read: of sparse vectors the whole difference is made
 * at once where all of it is wanted, else none of it
 * @returns `step` itself where there is nothing to take off
 */
export function innovation(
  step: Float32Array | VectorView,
  before: Float32Array | VectorView | undefined,
  decay: number,
  reads: "all" | "some" = "all",
): Vector {
  if (before === undefined || decay === 0) return step;
  const factor = Math.fround(decay);
  if (reads === "all" && isSparse(step) && isSparse(before)) {
    return sparse(step, before, factor);
  }
  const { length } = step;
  const lazy = {
    kind: "innovation",
    length,
    step,
    before,
    decay: factor,
  } as const;
  return reads === "all" && (isSparse(step) || isSparse(before))
    ? toDense(lazy, new Float32Array(length))
    : lazy;
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
      Math.fround(decay * (right === index ? b.values[j++]! : 0));
  }
  return {
    kind: "sparse",
    length: a.length,
    indices: indices.subarray(0, count),
    values: values.subarray(0, count),
  };
}
