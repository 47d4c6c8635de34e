import { type Codec, ErrorFeedback } from "../../compression/mod.ts";
import type {
  Optimizer,
  OptimizerState,
  Progress,
} from "../../optimizers/mod.ts";
import type { Vector } from "../../ordering/mod.ts";
import {
  DEFAULT_MAX_ABS,
  encodePayload,
  type Layout,
} from "../../replica/mod.ts";
import { StepError } from "../../peer/mod.ts";
import type { UnitGradient } from "../problem.ts";
import { type BalancedVector, VectorMaker } from "./balanced_vector.ts";

/** What all publishers of a run have in common. */
export interface PublisherOptions {
  /** Makes steps of gradients. */
  readonly optimizer: Optimizer;
  /** Makes payloads of steps. */
  readonly codec: Codec;
  /** Coordinates of the model. */
  readonly layout: Layout;
  /** Factor on every step: one over the publishers. */
  readonly weight: number;
  /** What is balanced. */
  readonly vector: BalancedVector;
}

/** A unit's contribution to the model, and what is balanced of it. */
export interface Contribution {
  /** As it would be gossiped. */
  readonly payload: Uint8Array;
  /** What PairBalance is given. */
  readonly vector: Vector;
}

/**
 * What peer/ makes of a gradient, without feed and signature: optimizer, weight,
 * error feedback, codec.
 */
export class LockstepPublisher {
  readonly #options: PublisherOptions;
  readonly #state: OptimizerState;
  readonly #feedback: ErrorFeedback;
  readonly #step: Float64Array;
  readonly #vectors: VectorMaker;

  /** Has published nothing yet. */
  constructor(options: PublisherOptions) {
    const { trainable } = options.layout;
    this.#options = options;
    this.#state = options.optimizer.init(trainable);
    this.#feedback = new ErrorFeedback(options.codec, trainable);
    this.#step = new Float64Array(trainable);
    this.#vectors = new VectorMaker(options.vector, options.optimizer.spec);
  }

  /**
   * Turns a gradient into what is added to the model.
   *
   * @param view the parameters it was computed at, trainable first
   * @throws {OptimizerError | StepError} If training has diverged
   */
  form(
    { gradient, state }: UnitGradient,
    view: Float32Array,
    progress: Progress,
  ): Contribution {
    const { optimizer, codec, layout, weight } = this.#options;
    const step = this.#step;
    const values = view.subarray(0, layout.trainable);
    optimizer.update(gradient, this.#state, values, progress, step);
    let largest = 0;
    for (let i = 0; i < step.length; i++) {
      step[i]! *= weight;
      largest = Math.max(largest, Math.abs(step[i]!));
    }
    if (!(largest <= DEFAULT_MAX_ABS)) {
      throw new StepError(
        `Cannot take a step of ${
          largest.toPrecision(3)
        }: the largest is ${DEFAULT_MAX_ABS}; the model has diverged, so lower the learning rate`,
      );
    }
    const encoded = this.#feedback.encode(step);
    const update = codec.view(encoded.payload, layout.trainable);
    return {
      payload: encodePayload(encoded, {
        layout,
        maxAbs: DEFAULT_MAX_ABS,
        ...(layout.state === 0
          ? {}
          : { state: state.map((change) => change * weight) }),
      }),
      vector: this.#vectors.make({ gradient, step, update }),
    };
  }
}
