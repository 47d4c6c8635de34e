import type { Schedule } from "./schedule.ts";

/** What every optimizer may be given. */
export interface CommonOptions {
  /** Step size at a schedule factor of 1; above 0. */
  learningRate: number;
  /** Factor on the learning rate over the course of training. Default constant. */
  schedule?: Schedule;
  /** Weight decay per step, multiplied by the learning rate. Default 0. */
  weightDecay?: number;
  /**
   * Where the decay enters. "decoupled" (default): beside the step, as in AdamW and SGDW (Loshchilov and Hutter, 2019).
   * "l2": in the gradient, before momentum and moments, as an L2 penalty would.
   */
  decay?: "decoupled" | "l2";
  /** Gradients of a larger Euclidean norm are scaled down to this one (Pascanu et al., 2013). Default 0: no clipping. */
  clipNorm?: number;
}

/** Options of {@linkcode sgd}. */
export type SgdOptions = CommonOptions;

/** Options of {@linkcode momentum}. */
export interface MomentumOptions extends CommonOptions {
  /** Decay of the trace, in [0, 1). Default 0.8: lower than the usual 0.9, as asynchrony adds momentum of its own. */
  momentum?: number;
  /** Nesterov's look-ahead form (Sutskever et al., 2013). Default false. */
  nesterov?: boolean;
}

/** Options of {@linkcode adam}. */
export interface AdamOptions extends CommonOptions {
  /** Decay of the first moment, in [0, 1). Default 0.9. */
  b1?: number;
  /** Decay of the second moment, in [0, 1). Default 0.999. */
  b2?: number;
  /** Added to the root of the second moment, above 0. Default 1e-8. */
  epsilon?: number;
}

/** {@linkcode CommonOptions} with all defaults filled in. */
export interface CommonSpec {
  /** Step size at a schedule factor of 1. */
  learningRate: number;
  /** Factor on the learning rate over the course of training. */
  schedule: Schedule;
  /** Weight decay per step, multiplied by the learning rate; 0 for none. */
  weightDecay: number;
  /** Where the decay enters. */
  decay: "decoupled" | "l2";
  /** Largest norm of a gradient; 0 for no clipping. */
  clipNorm: number;
}

/** Plain gradient descent. */
export interface SgdSpec extends CommonSpec {
  /** Which optimizer. */
  kind: "sgd";
}

/** Gradient descent with momentum. */
export interface MomentumSpec extends CommonSpec {
  /** Which optimizer. */
  kind: "momentum";
  /** Decay of the trace. */
  momentum: number;
  /** Nesterov's form. */
  nesterov: boolean;
}

/** Adam, with decoupled decay AdamW. */
export interface AdamSpec extends CommonSpec {
  /** Which optimizer. */
  kind: "adam";
  /** Decay of the first moment. */
  b1: number;
  /** Decay of the second moment. */
  b2: number;
  /** Added to the root of the second moment. */
  epsilon: number;
}

/** An optimizer in plain JSON, every setting present, as it stands in the swarm's manifest. */
export type OptimizerSpec = SgdSpec | MomentumSpec | AdamSpec;
