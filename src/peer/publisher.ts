import { type Codec, type Encoded, ErrorFeedback } from "../compression/mod.ts";
import type { OptimizerState } from "../optimizers/mod.ts";
import {
  type ClockCount,
  DEFAULT_MAX_ABS,
  encodePayload,
  FeedWriter,
  type Update,
} from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";
import { StepError } from "./errors.ts";
import type { Gradient } from "./events.ts";

/** What the peer knows about an update that the gradient does not say. */
export interface Turn {
  /** The round whose view the gradient was computed at. */
  round: number;
  /** The publisher's own epoch. */
  epoch: number;
  /** The unit in it. */
  unit: number;
  /** Factor on the step: one over the updates that make a step together. */
  weight: number;
  /** Passes over the data that the view had seen. */
  progress: number;
  /** Digest of the clock the gradient was computed at. */
  clockDigest: Uint8Array;
  /** Folded counts that changed since this peer's last header. */
  entries: readonly ClockCount[];
  /** Ordering signs that the others have to be told. */
  signs: Uint8Array;
  /** Norm that may be held back, where a denser codec can bring more; default Infinity. */
  mayHoldBack?: number;
}

/** What a publisher carries from one update to the next, beside its feed. */
export interface PublisherMemory {
  /** The optimizer's state, such as the moments of Adam. */
  readonly optimizer: OptimizerState;
  /** What error feedback holds back, float64, one value for each trainable parameter. */
  readonly residual: Readonly<Float64Array>;
}

/**
 * Forms this peer's updates: optimizer, weight, error feedback, codec, header. An
 * update is final when it leaves here; nobody else decides anything about it.
 */
export class Publisher {
  /** Numbers, chains and signs the entries. */
  readonly writer: FeedWriter;
  readonly #config: PeerConfig;
  readonly #feedback: ErrorFeedback;
  readonly #state: OptimizerState;
  readonly #step: Float64Array;

  /**
   * Opens this incarnation's feed.
   *
   * @throws {OptimizerError | CodecError} If the memory restored fits not the model
   */
  constructor(config: PeerConfig) {
    this.#config = config;
    const { rules, fingerprints } = config.replica;
    const { trainable } = rules.layout;
    this.writer = new FeedWriter({
      signer: config.signer,
      incarnation: config.incarnation,
      manifestHash: rules.manifestHash,
      fingerprint: fingerprints,
      ...(config.previous === undefined ? {} : { previous: config.previous }),
    });
    this.#feedback = new ErrorFeedback(config.codec, trainable);
    const { restored } = config;
    if (restored !== undefined) this.#feedback.restore(restored.residual);
    this.#state = restored === undefined
      ? config.optimizer.init(trainable)
      : config.optimizer.restore(restored.optimizer, trainable);
    this.#step = new Float64Array(trainable);
  }

  /** What is carried to the next update. Read it before that is formed. */
  get memory(): PublisherMemory {
    return { optimizer: this.#state, residual: this.#feedback.residual };
  }

  /** Norm of what error feedback holds back. */
  get residualNorm(): number {
    return this.#feedback.residualNorm;
  }

  /** The next entry of one who has nothing to add, and is waited for all the same. */
  rest(turn: Omit<Turn, "progress" | "unit" | "mayHoldBack">): Update {
    const residualNorm = this.#feedback.residualNorm;
    return this.writer.write({ ...turn, units: 0, unit: -1, residualNorm });
  }

  /**
   * Turns a gradient into the next signed update.
   *
   * @param view the parameters it was computed at, trainable first, float32
   */
  form(gradient: Gradient, view: Float32Array, turn: Turn): Update {
    const { optimizer, epochs, replica } = this.#config;
    const { layout, maxAbs } = replica.rules;
    const { weight, progress, mayHoldBack, ...header } = turn;
    const step = this.#step;
    optimizer.update(
      gradient.gradient,
      this.#state,
      view.subarray(0, layout.trainable),
      { epoch: progress, epochs },
      step,
    );
    let largest = 0;
    for (let i = 0; i < step.length; i++) {
      step[i]! *= weight;
      largest = Math.max(largest, Math.abs(step[i]!));
    }
    // The codec would cut it off and keep the rest for later, for ever.
    if (!(largest <= (maxAbs ?? DEFAULT_MAX_ABS))) {
      throw new StepError(
        `Cannot publish a step of ${largest.toPrecision(3)}: the largest is ${
          maxAbs ?? DEFAULT_MAX_ABS
        }; the model has diverged, so lower the learning rate or clip gradients`,
      );
    }
    const encoded = this.#encode(step, mayHoldBack);
    const payload = encodePayload(encoded, {
      layout,
      ...(maxAbs === undefined ? {} : { maxAbs }),
      ...(layout.state === 0
        ? {}
        : { state: gradient.state.map((change) => change * weight) }),
    });
    return this.writer.write({
      ...header,
      units: 1,
      weight,
      norm: encoded.norm,
      residualNorm: encoded.residualNorm,
      loss: gradient.loss,
      computeMs: gradient.computeMs,
      codec: encoded.codec.id,
      payload,
    });
  }

  #encode(
    step: Float64Array,
    mayHoldBack = Infinity,
  ): Encoded & { codec: Codec } {
    const { codec, flushCodec } = this.#config;
    return flushCodec === undefined || mayHoldBack === Infinity
      ? { ...this.#feedback.encode(step), codec }
      : this.#feedback.encodeWithin(step, mayHoldBack, flushCodec);
  }
}
