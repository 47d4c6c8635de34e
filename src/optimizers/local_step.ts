import type { MomentumSpec, OptimizerSpec, SgdSpec } from "./spec.ts";

/** Where a local step goes, beside an optimizer's state. */
export interface LocalTarget {
  /** Sum of the steps so far, float64, length n: the step is added to it. */
  sum: Float64Array;
  /** The weights at which the first of them was computed, length n or more. */
  view: Float32Array;
  /** Receives view + sum, length n or more; it may be the gradient's own memory. */
  next: Float32Array;
}

/** Whether a local step of an optimizer can be taken in one pass through memory. */
export function isFusible(spec: OptimizerSpec): spec is SgdSpec | MomentumSpec {
  return spec.weightDecay === 0 && spec.kind !== "adam";
}

/**
 * A local step in one pass: much of its time is waiting for memory.
 *
 * @param before what the gradient is multiplied by
 * @param after what the update is multiplied by
 */
export function fusedStep(
  spec: SgdSpec | MomentumSpec,
  gradient: Float32Array,
  vectors: Record<string, Float64Array>,
  before: number,
  after: number,
  target: LocalTarget,
): void {
  if (spec.kind === "sgd") plain(gradient, before * after, target);
  else {
    const pass = spec.nesterov ? nesterov : heavyBall;
    pass(gradient, vectors.trace!, spec.momentum, before, after, target);
  }
}

function plain(
  gradient: Float32Array,
  factor: number,
  { sum, view, next }: LocalTarget,
): void {
  for (let i = 0; i < sum.length; i++) {
    const s = sum[i]! + factor * gradient[i]!;
    sum[i] = s;
    next[i] = view[i]! + s;
  }
}

function heavyBall(
  gradient: Float32Array,
  trace: Float64Array,
  decay: number,
  before: number,
  after: number,
  { sum, view, next }: LocalTarget,
): void {
  for (let i = 0; i < sum.length; i++) {
    const t = before * gradient[i]! + decay * trace[i]!;
    trace[i] = t;
    const s = sum[i]! + after * t;
    sum[i] = s;
    next[i] = view[i]! + s;
  }
}

function nesterov(
  gradient: Float32Array,
  trace: Float64Array,
  decay: number,
  before: number,
  after: number,
  { sum, view, next }: LocalTarget,
): void {
  for (let i = 0; i < sum.length; i++) {
    const g = before * gradient[i]!;
    const t = g + decay * trace[i]!;
    trace[i] = t;
    const s = sum[i]! + after * (g + decay * t);
    sum[i] = s;
    next[i] = view[i]! + s;
  }
}
