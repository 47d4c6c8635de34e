import { addDecayedWeights } from "./add_decayed_weights.ts";
import { checkSpec } from "./check_spec.ts";
import { clipByGlobalNorm } from "./clip_by_global_norm.ts";
import { OptimizerError } from "./errors.ts";
import { scaleByAdam } from "./scale_by_adam.ts";
import { scaleBySchedule } from "./scale_by_schedule.ts";
import { fusedStep, isFusible, type LocalTarget } from "./local_step.ts";
import { type Progress, scheduleFactor } from "./schedule.ts";
import type { OptimizerSpec } from "./spec.ts";
import { type OptimizerState, toState } from "./state.ts";
import { trace } from "./trace.ts";
import { type GradientTransformation, runChain } from "./transformation.ts";

/** An optimizer as two functions, after optax: `init` makes the state, `update` a step from a gradient. */
export interface Optimizer {
  /** The description it was made from, with every default filled in. */
  readonly spec: OptimizerSpec;

  /**
   * The state before the first step: all zeros.
   *
   * @param n Number of trainable parameters
   */
  init(n: number): OptimizerState;

  /**
   * Turns a gradient into the step to add to the weights: negative already, learning rate applied, for a
   * weight of 1. Deterministic: float64 arithmetic in a fixed order.
   *
   * @param gradient Gradient of the loss, length n
   * @param state The state, changed in place
   * @param values The weights the gradient was computed at, length n or more; only weight decay reads them
   * @param progress Progress of the swarm, for the schedule
   * @param out Receives the step, length n
   * @returns The Euclidean norm of the gradient
   * @throws {OptimizerError} If the gradient holds NaN or infinities, or a length does not fit; the state is then as before
   */
  update(
    gradient: Float32Array,
    state: OptimizerState,
    values: Float32Array,
    progress: Progress,
    out: Float64Array,
  ): number;

  /**
   * As `update`, for one of several local steps: adds the step to a sum, and works out the weights that the next gradient is
   * computed at. Bit for bit the same as `update` and two additions, in fewer passes through memory.
   *
   * @param gradient Gradient of the loss, length n
   * @param state The state, changed in place
   * @param values The weights the gradient was computed at, length n or more; only weight decay reads them
   * @param progress Progress of the swarm, for the schedule
   * @param target The sum, and where the next weights go
   * @throws {OptimizerError} If the gradient holds NaN or infinities, or a length does not fit; the state is then as before
   */
  advance(
    gradient: Float32Array,
    state: OptimizerState,
    values: Float32Array,
    progress: Progress,
    target: LocalTarget,
  ): void;

  /**
   * Checks a state that comes from a file or from another peer.
   *
   * @param state Any object
   * @param n Number of trainable parameters
   * @returns A copy, as this optimizer uses it
   * @throws {OptimizerError} If vectors are missing, do not fit or are not finite
   */
  restore(state: unknown, n: number): OptimizerState;
}

/**
 * Creates an optimizer from its description.
 *
 * @example Usage
 * ```ts
 * import { createOptimizer, sgd } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const optimizer = createOptimizer(sgd({ learningRate: 0.5 }));
 * const out = new Float64Array(2);
 * const weights = new Float32Array(2);
 * const state = optimizer.init(2);
 * optimizer.update(new Float32Array([1, -2]), state, weights, { epoch: 0, epochs: 1 }, out);
 * assertEquals(out, new Float64Array([-0.5, 1]));
 * ```
 *
 * @param spec The description, from a builder or from JSON
 * @param decayMask 1 where weight decay applies, 0 where not, length n. Default: everywhere
 * @returns The optimizer
 * @throws {OptimizerError} If the description is not valid
 */
export function createOptimizer(
  spec: OptimizerSpec,
  decayMask?: Uint8Array,
): Optimizer {
  const checked = checkSpec(spec);
  const chain = toChain(checked, decayMask);
  const names = chain.flatMap((transformation) => transformation.vectors);
  let step: Float64Array | undefined;
  const update: Optimizer["update"] = (
    gradient,
    state,
    values,
    progress,
    out,
  ) => {
    const n = gradient.length;
    assertLengths(n, { out, ...state.vectors }, values.length, decayMask);
    const gradientNorm = normOf(gradient);
    state.count++;
    const step = {
      count: state.count,
      progress,
      gradientNorm,
      values,
      vectors: state.vectors,
    };
    runChain(
      chain.map((transformation) => transformation.update(step)),
      gradient,
      out,
    );
    return gradientNorm;
  };
  return {
    spec: checked,
    init: (n) => ({
      count: 0,
      vectors: Object.fromEntries(
        names.map((name) => [name, new Float64Array(n)]),
      ),
    }),
    restore: (state, n) => toState(state, names, n),
    update,
    advance(gradient, state, values, progress, target) {
      const { sum, view, next } = target;
      const n = gradient.length;
      assertLengths(n, { sum, ...state.vectors }, values.length, decayMask);
      if (isFusible(checked)) {
        const norm = normOf(gradient);
        state.count++;
        const clip = checked.clipNorm > 0 && norm > checked.clipNorm
          ? checked.clipNorm / norm
          : 1;
        const rate = -checked.learningRate *
          scheduleFactor(checked.schedule, progress);
        return fusedStep(checked, gradient, state.vectors, clip, rate, target);
      }
      if (step?.length !== n) step = new Float64Array(n);
      update(gradient, state, values, progress, step);
      for (let i = 0; i < n; i++) {
        const s = sum[i]! + step[i]!;
        sum[i] = s;
        next[i] = view[i]! + s;
      }
    },
  };
}

function toChain(
  spec: OptimizerSpec,
  mask: Uint8Array | undefined,
): GradientTransformation[] {
  const decay = spec.weightDecay > 0
    ? [addDecayedWeights(spec.weightDecay, mask)]
    : [];
  const l2 = spec.decay === "l2";
  return [
    ...(spec.clipNorm > 0 ? [clipByGlobalNorm(spec.clipNorm)] : []),
    ...(l2 ? decay : []),
    ...(spec.kind === "momentum" ? [trace(spec.momentum, spec.nesterov)] : []),
    ...(spec.kind === "adam"
      ? [scaleByAdam(spec.b1, spec.b2, spec.epsilon)]
      : []),
    ...(l2 ? [] : decay),
    scaleBySchedule(-spec.learningRate, spec.schedule),
  ];
}

// The norm, which also finds NaN and infinities before they reach the state, where they would stay for good.
function normOf(gradient: Float32Array): number {
  const n = gradient.length, quads = n & ~3;
  let a = 0, b = 0, c = 0, d = 0;
  for (let i = 0; i < quads; i += 4) {
    a += gradient[i]! * gradient[i]!;
    b += gradient[i + 1]! * gradient[i + 1]!;
    c += gradient[i + 2]! * gradient[i + 2]!;
    d += gradient[i + 3]! * gradient[i + 3]!;
  }
  for (let i = quads; i < n; i++) a += gradient[i]! * gradient[i]!;
  const norm = Math.sqrt((a + b) + (c + d));
  if (Number.isFinite(norm)) return norm;
  const index = gradient.findIndex((value) => !Number.isFinite(value));
  throw new OptimizerError(
    `Cannot take a step: gradient ${index} of ${n} is ${gradient[index]}; ` +
      "the loss is not finite here, check the data, lower the learning rate or set clipNorm",
  );
}

function assertLengths(
  n: number,
  vectors: Record<string, Float64Array>,
  values: number,
  mask: Uint8Array | undefined,
): void {
  const lengths = Object.entries(vectors).map(([name, vector]) =>
    [name, vector.length] as const
  );
  if (mask !== undefined) lengths.push(["decayMask", mask.length]);
  const wrong = lengths.find(([, length]) => length !== n) ??
    (values < n ? ["values", values] : undefined);
  if (wrong === undefined) return;
  throw new OptimizerError(
    `Cannot take a step: the gradient has ${n} values, but ${wrong[0]} has ${
      wrong[1]
    }`,
  );
}
