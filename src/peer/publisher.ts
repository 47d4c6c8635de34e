import {
  type Codec,
  type Encoded,
  ErrorFeedback,
  type FloatArray,
} from "../compression/mod.ts";
import {
  applyOuter,
  OptimizerError,
  type OptimizerState,
} from "../optimizers/mod.ts";
import {
  type ClockCount,
  DEFAULT_MAX_ABS,
  encodePayload,
  FeedWriter,
  type Update,
} from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";
import { StepError } from "./errors.ts";
import { LocalBlock } from "./local_block.ts";

/** What the peer knows about an update that the gradients do not say. */
export interface Turn {
  /** The round whose view the gradients were computed at. */
  round: number;
  /** The publisher's own epoch. */
  epoch: number;
  /** The units in it, one for each local step. */
  units: readonly number[];
  /** Factor on the step: one over the updates that make a step together. */
  weight: number;
  /** Digest of the clock the first gradient was computed at. */
  clockDigest: Uint8Array;
  /** Folded counts that changed since this peer's last header. */
  entries: readonly ClockCount[];
  /** Ordering signs that the others have to be told. */
  signs: Uint8Array;
  /** What it is written with; default what the configuration names. */
  codec?: Codec;
  /** Norm that may be held back, where a denser codec can bring more; default Infinity. */
  mayHoldBack?: number;
}

/** What a publisher carries from one update to the next, beside its feed. */
export interface PublisherMemory {
  /** The optimizer's state, such as the moments of Adam. */
  readonly optimizer: OptimizerState;
  /** What error feedback holds back, one value for each trainable parameter. */
  readonly residual: Readonly<FloatArray>;
  /** The outer optimizer's trace, float64, likewise; left out where there is none. */
  readonly outer?: Readonly<Float64Array>;
}

/**
 * Forms this peer's updates: optimizer, outer optimizer, weight, error feedback,
 * codec, header. An update is final when it leaves here; nobody else decides
 * anything about it.
 */
export class Publisher {
  /** Numbers, chains and signs the entries. */
  readonly writer: FeedWriter;
  /** Norm of the newest step, before what was held back is added. */
  stepNorm = 0;
  readonly #config: PeerConfig;
  readonly #feedback: ErrorFeedback;
  readonly #state: OptimizerState;
  readonly #trace: Float64Array | undefined;
  readonly #block: LocalBlock;

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
    if (config.outer !== undefined) {
      this.#trace = outerTrace(restored?.outer, trainable);
    }
    this.#block = new LocalBlock(config, this.#state);
  }

  /**
   * What is carried to the next update. Read it before the next gradient is taken in.
   * In the middle of a block the optimizer has seen gradients that a restart computes
   * again.
   */
  get memory(): PublisherMemory {
    return {
      optimizer: this.#state,
      residual: this.#feedback.residual,
      ...(this.#trace === undefined ? {} : { outer: this.#trace }),
    };
  }

  /** The local steps of the update to come. */
  get block(): Pick<LocalBlock, "steps" | "take" | "drop"> {
    return this.#block;
  }

  /** Norm of what error feedback holds back. */
  get residualNorm(): number {
    return this.#feedback.residualNorm;
  }

  /** The next entry of one who has nothing to add, and is waited for all the same. */
  rest(turn: Omit<Turn, "units" | "codec" | "mayHoldBack">): Update {
    const residualNorm = this.#feedback.residualNorm;
    return this.writer.write({ ...turn, units: 0, unit: -1, residualNorm });
  }

  /**
   * Turns the local steps taken since the last update into the next signed one.
   *
   * @throws {StepError} If the step is too large to be sent
   */
  form(turn: Turn): Update {
    const { outer, replica } = this.#config;
    const { layout, maxAbs } = replica.rules;
    const {
      weight,
      codec = this.#config.codec,
      mayHoldBack,
      units,
      ...header
    } = turn;
    const { sum: step, state, loss, computeMs } = this.#block.end();
    if (outer !== undefined) applyOuter(outer, step, this.#trace!);
    this.stepNorm = scale(step, weight, maxAbs ?? DEFAULT_MAX_ABS);
    const encoded = this.#encode(step, codec, mayHoldBack);
    const payload = encodePayload(encoded, {
      layout,
      ...(maxAbs === undefined ? {} : { maxAbs }),
      ...(layout.state === 0
        ? {}
        : { state: Float32Array.from(state, (change) => change * weight) }),
    });
    return this.writer.write({
      ...header,
      unit: units[0]!,
      furtherUnits: units.slice(1),
      units: units.length,
      weight,
      norm: encoded.norm,
      residualNorm: encoded.residualNorm,
      loss,
      computeMs,
      codec: encoded.codec.id,
      payload,
    });
  }

  #encode(
    step: Float64Array,
    codec: Codec,
    mayHoldBack = Infinity,
  ): Encoded & { codec: Codec } {
    const { flushCodec } = this.#config;
    return flushCodec === undefined || mayHoldBack === Infinity
      ? { ...this.#feedback.encode(step, codec), codec }
      : this.#feedback.encodeWithin(step, mayHoldBack, flushCodec, codec);
  }
}

function outerTrace(
  restored: Readonly<Float64Array> | undefined,
  trainable: number,
): Float64Array {
  if (restored === undefined) return new Float64Array(trainable);
  if (restored.length !== trainable || !restored.every(Number.isFinite)) {
    throw new OptimizerError(
      `Cannot restore the outer optimizer: its trace has ${restored.length} values, which must be ${trainable} finite ones`,
    );
  }
  return restored.slice();
}

/**
 * step *= weight.
 *
 * @returns its Euclidean norm
 * @throws {StepError} if a value is larger than any that can be sent
 */
function scale(step: Float64Array, weight: number, most: number): number {
  let isTooLarge = false, square = 0;
  for (let i = 0; i < step.length; i++) {
    const value = step[i]! * weight;
    step[i] = value;
    square += value * value;
    // Written so that NaN is too large, too.
    if (!(value <= most && value >= -most)) isTooLarge = true;
  }
  if (!isTooLarge) return Math.sqrt(square);
  const largest = step.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  // The codec would cut it off and keep the rest for later, for ever.
  throw new StepError(
    `Cannot publish a step of ${
      largest.toPrecision(3)
    }: the largest is ${most}; the model has diverged, so lower the learning rate or clip gradients`,
  );
}
