import type { Progress } from "./schedule.ts";

/** What one step knows, the same for every transformation of a chain. */
export interface StepContext {
  /** Steps taken so far, this one included: 1 at the first. */
  count: number;
  /** Progress of the whole swarm. */
  progress: Progress;
  /** Euclidean norm of the gradient as it came. */
  gradientNorm: number;
  /** The weights that the gradient was computed at, length n or more. */
  values: Float32Array;
  /** The state's vectors by name, each of length n. */
  vectors: Record<string, Float64Array>;
}

/**
 * Transforms one block: reads `before * source[i]`, writes `after *` its result to `out[i]`, start <= i < end.
 *
 * The source is the gradient for the first in a chain and `out` itself for the others. The two factors are those of the
 * neighbours that only scale, which so cost nothing.
 */
export type BlockUpdate = (
  source: Float32Array | Float64Array,
  out: Float64Array,
  start: number,
  end: number,
  before: number,
  after: number,
) => void;

/**
 * One stage between a gradient and a step, after optax: `vectors` names what its state holds, `update` transforms.
 */
export interface GradientTransformation {
  /** Names of the state vectors it needs, as in its paper. */
  readonly vectors: readonly string[];
  /**
   * Begins a step: computes what is the same for all parameters.
   *
   * @param step What this step knows
   * @returns What to do to each block, or a number to multiply everything by
   */
  update(step: StepContext): BlockUpdate | number;
}

// Parameters that go through the whole chain together: 8 KiB of updates and as much of each state vector stay in the
// first-level cache, so only the first stage waits for memory.
const BLOCK = 1024;

/**
 * Runs the stages of one step one after the other, as separate functions at nearly the cost of one fused loop.
 *
 * @param stages What each transformation's `update` returned, in order
 * @param gradient Where the first reads from
 * @param out Receives the result, as long as the gradient
 */
export function runChain(
  stages: readonly (BlockUpdate | number)[],
  gradient: Float32Array,
  out: Float64Array,
): void {
  const runs: { update: BlockUpdate; before: number }[] = [];
  let factor = 1;
  for (const stage of stages) {
    if (typeof stage === "number") {
      factor *= stage;
      continue;
    }
    runs.push({ update: stage, before: factor });
    factor = 1;
  }
  if (runs.length === 0) runs.push({ update: scaleBlock, before: 1 });
  const last = runs.length - 1;
  for (let start = 0; start < out.length; start += BLOCK) {
    const end = Math.min(out.length, start + BLOCK);
    for (let k = 0; k <= last; k++) {
      const { update, before } = runs[k]!;
      update(
        k === 0 ? gradient : out,
        out,
        start,
        end,
        before,
        k === last ? factor : 1,
      );
    }
  }
}

const scaleBlock: BlockUpdate = (source, out, start, end, before, after) => {
  const factor = before * after;
  for (let i = start; i < end; i++) out[i] = factor * source[i]!;
};
