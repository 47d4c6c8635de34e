import { type FeedId, feedIdOf } from "./feed_id.ts";
import type { Fingerprint } from "./fingerprint.ts";
import type { Signer } from "./identity.ts";
import { payloadCodec } from "./payload.ts";
import type { Update, UpdateFields } from "./update.ts";
import { encodeUpdate } from "./wire.ts";

/** Whose feed it is. */
export interface FeedWriterOptions {
  /** The publisher. */
  readonly signer: Signer;
  /** A number never used before with this key, such as the time of the start. */
  readonly incarnation: number;
  /** Hash of the manifest, 32 bytes. */
  readonly manifestHash: Uint8Array;
  /** The manifest's fingerprint; a replica has it. */
  readonly fingerprint: Fingerprint;
  /** The last entry known of the publisher's previous incarnation. */
  readonly previous?: {
    readonly feed: FeedId;
    readonly count: number;
    readonly head: Uint8Array;
  };
}

/** What a publisher decides about an update. What is left out is 0, an empty one's unit -1. */
export interface UpdateContent extends
  Partial<
    Omit<
      UpdateFields,
      | "incarnation"
      | "seq"
      | "predecessor"
      | "previousFeed"
      | "cumulativeUnits"
      | "cumulativeNorm"
      | "fingerprint"
    >
  > {
  /** Encoded step; none for an empty update. */
  readonly payload?: Uint8Array;
}

const NOTHING = new Uint8Array();

/** Writes the entries of one feed: numbers them, chains them and keeps their sums. */
export class FeedWriter {
  /** Name of the feed. */
  readonly feed: FeedId;
  readonly #options: FeedWriterOptions;
  #last: Update | undefined;

  /** Opens a feed with no entries. */
  constructor(options: FeedWriterOptions) {
    this.#options = options;
    this.feed = feedIdOf(options.signer.publicKey, options.incarnation);
  }

  /** Entries written. */
  get seq(): number {
    return this.#last?.header.seq ?? 0;
  }

  /** Sum of the norms written. */
  get cumulativeNorm(): number {
    return this.#last?.header.cumulativeNorm ?? 0;
  }

  /**
   * Signs the next entry. One without payload adds nothing to the model and lets no barrier wait.
   *
   * @throws {RangeError} for a field outside its range; the feed is then as before
   */
  write(content: UpdateContent): Update {
    const { signer, incarnation, manifestHash, fingerprint, previous } =
      this.#options;
    const { payload = NOTHING, codec = 0, ...given } = content;
    const last = this.#last?.header;
    const { units = 0, norm = 0 } = given;
    const first = previous === undefined
      ? { predecessor: new Uint8Array(32) }
      : {
        predecessor: previous.head,
        previousFeed: { feed: previous.feed, count: previous.count },
      };
    const sum = (last?.fingerprint ?? 0n) +
      fingerprint.ofPayload(payload, payloadCodec(codec));
    const fields: UpdateFields = {
      round: last?.round ?? 0,
      epoch: last?.epoch ?? 0,
      unit: -1,
      furtherUnits: [],
      clockDigest: new Uint8Array(8),
      weight: 0,
      residualNorm: 0,
      loss: 0,
      computeMs: 0,
      signs: NOTHING,
      entries: [],
      ...given,
      incarnation,
      seq: this.seq + 1,
      ...(this.#last === undefined ? first : { predecessor: this.#last.hash }),
      units,
      cumulativeUnits: (last?.cumulativeUnits ?? 0) + units,
      norm,
      cumulativeNorm: (last?.cumulativeNorm ?? 0) + norm,
      codec,
      fingerprint: BigInt.asUintN(64, sum),
    };
    this.#last = encodeUpdate(fields, payload, signer, manifestHash);
    return this.#last;
  }
}
