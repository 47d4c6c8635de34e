import type { FeedId, Fingerprint, Layout, Update } from "../../replica/mod.ts";
import { decodeExactly, UNITS_IN_ONE } from "./decode_exactly.ts";

/** Most coordinates that are followed through every event. */
const SAMPLES = 16;

/** Largest model whose fingerprints are added up here too. */
const FINGERPRINTED = 4096;

/** What one feed has published, as prefix sums: place 0 is before its first entry. */
export interface FeedLog {
  /** Its name. */
  readonly feed: FeedId;
  /** The number of its publisher. */
  readonly peer: number;
  /** Every entry. */
  readonly updates: Update[];
  /** Units, summed. */
  readonly units: number[];
  /** Sampled coordinates in grid units, summed. */
  readonly sums: Float64Array[];
  /** F of the payloads, summed mod 2^64. */
  readonly fingerprints: bigint[];
  /** It has said that it is done or leaves: nothing may follow. */
  ended: boolean;
}

/**
 * Knows what every model must be: it decodes each published update once, by a way
 * of its own, and keeps sums of what each feed adds up to. What a clock stands for
 * follows by addition, and is compared with what the replicas hold.
 */
export class Oracle {
  /** The coordinates that are followed: all of a small model, some of a large one. */
  readonly samples: Int32Array;
  /** x_0 at the samples, in grid units. */
  readonly start: Float64Array;
  /** F(x_0). */
  readonly startFingerprint: bigint;
  readonly #layout: Layout;
  readonly #whole: Float64Array;
  readonly #coefficients: bigint[] = [];
  readonly #feeds = new Map<FeedId, FeedLog>();
  readonly #decoded: Float64Array;

  /**
   * @param layout the model's shape
   * @param start x_0, n + m values
   * @param fingerprint the manifest's
   */
  constructor(
    layout: Layout,
    start: ArrayLike<number>,
    fingerprint: Fingerprint,
  ) {
    const length = layout.trainable + layout.state;
    this.#layout = layout;
    this.#decoded = new Float64Array(length);
    // To the grid, ties to even: as adding and subtracting 1.5 * 2^20 does.
    this.#whole = Float64Array.from(
      { length },
      (_, i) => roundTiesToEven(start[i]! * UNITS_IN_ONE),
    );
    const count = Math.min(length, SAMPLES);
    this.samples = Int32Array.from(
      { length: count },
      (_, s) => Math.floor((s + 1) * length / count) - 1,
    );
    this.start = Float64Array.from(this.samples, (i) => this.#whole[i]!);
    this.startFingerprint = fingerprint.of(
      this.#whole.map((units) => units / UNITS_IN_ONE),
    );
    if (length > FINGERPRINTED) return;
    const basis = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      basis.fill(0)[i] = 1 / UNITS_IN_ONE;
      this.#coefficients.push(fingerprint.of(basis));
    }
  }

  /** A feed, if it has published. */
  get(feed: FeedId): FeedLog | undefined {
    return this.#feeds.get(feed);
  }

  /** Entries that a feed has published. */
  count(feed: FeedId): number {
    return this.#feeds.get(feed)?.updates.length ?? 0;
  }

  /**
   * Takes in what `peer` publishes.
   *
   * @returns the feed with it
   * @throws {RangeError} If it cannot be decoded
   */
  add(update: Update, peer: number): FeedLog {
    const { feed, header, payload } = update;
    let log = this.#feeds.get(feed);
    if (log === undefined) {
      log = {
        feed,
        peer,
        updates: [],
        units: [0],
        sums: [new Float64Array(this.samples.length)],
        fingerprints: [0n],
        ended: false,
      };
      this.#feeds.set(feed, log);
    }
    decodeExactly(payload, header.codec, this.#layout, this.#decoded);
    const before = log.sums.at(-1)!;
    log.sums.push(
      before.map((sum, s) => sum + this.#decoded[this.samples[s]!]!),
    );
    log.units.push(log.units.at(-1)! + header.units);
    log.fingerprints.push(
      this.#coefficients.length === 0
        ? header.fingerprint
        : BigInt.asUintN(64, log.fingerprints.at(-1)! + this.#fingerprint()),
    );
    log.updates.push(update);
    return log;
  }

  /** Norm of the trainable part of the update added last. */
  get lastNorm(): number {
    let square = 0;
    for (let i = 0; i < this.#layout.trainable; i++) {
      square += (this.#decoded[i]! / UNITS_IN_ONE) ** 2;
    }
    return Math.sqrt(square);
  }

  /**
   * The first coordinate of a model that is not what its clock stands for, all
   * of them and from the payloads: for the end, since it takes a while.
   */
  firstWrong(
    values: Float64Array,
    counts: Iterable<readonly [FeedId, number]>,
  ): number | undefined {
    const expected = this.#whole.slice();
    for (const [feed, count] of counts) {
      const { updates } = this.#feeds.get(feed)!;
      for (let seq = 1; seq <= count; seq++) {
        const { header, payload } = updates[seq - 1]!;
        decodeExactly(payload, header.codec, this.#layout, this.#decoded);
        this.#decoded.forEach((value, i) => expected[i]! += value);
      }
    }
    const wrong = expected.findIndex((value, i) =>
      values[i]! * UNITS_IN_ONE !== value
    );
    return wrong < 0 ? undefined : wrong;
  }

  #fingerprint(): bigint {
    const units = this.#decoded;
    let sum = 0n;
    for (let i = 0; i < units.length; i++) {
      if (units[i] !== 0) sum += this.#coefficients[i]! * BigInt(units[i]!);
    }
    return sum;
  }
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
