import type { ClockCount } from "./status.ts";
import type { FeedId } from "./feed_id.ts";

/** What an incarnation knew of its predecessor when it started. */
export interface PreviousFeed {
  /** The earlier incarnation's feed. */
  readonly feed: FeedId;
  /** Number of its last known entry. */
  readonly count: number;
}

/** The signed words about one update; small, so that it can be spread ahead of megabytes of payload. */
export interface UpdateHeader {
  /** The publisher's Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Tells the publisher's starts apart; with the key it names the feed. */
  readonly incarnation: number;
  /** Place in the feed, from 1. */
  readonly seq: number;
  /** Hash of the feed's previous header; for seq 1 that of the previous incarnation's last known entry, or zeros. */
  readonly predecessor: Uint8Array;
  /** Where `predecessor` of seq 1 comes from. */
  readonly previousFeed?: PreviousFeed;
  /** The publisher's round, never decreasing along a feed. */
  readonly round: number;
  /** Epoch of the unit. */
  readonly epoch: number;
  /** The unit that the gradient was computed on, the first where there are several; -1 for none. */
  readonly unit: number;
  /** The units of the local steps after the first one, in order; see {@linkcode unitsOf}. */
  readonly furtherUnits: readonly number[];
  /** Units that this update folds; 0 for an empty one. */
  readonly units: number;
  /** Sum of `units` along the feed up to here, so that progress is a function of the clock alone. */
  readonly cumulativeUnits: number;
  /** Digest (8 bytes) of the clock at which the gradient's view was taken. */
  readonly clockDigest: Uint8Array;
  /** Weight that the publisher has applied. */
  readonly weight: number;
  /** Euclidean norm of the decoded trainable part. */
  readonly norm: number;
  /** Sum of `norm` along the feed up to here. */
  readonly cumulativeNorm: number;
  /** Norm of the compression residual that the publisher still holds back. */
  readonly residualNorm: number;
  /** Loss at the view, the mean over local steps of that at each step's parameters; means something where units > 0. */
  readonly loss: number;
  /** Time the gradient took, or those of all local steps together, in milliseconds. */
  readonly computeMs: number;
  /** Ordering signs decided since the last update, one bit each; see ordering. */
  readonly signs: Uint8Array;
  /**
   * Feeds whose folded count has changed since the publisher's last header, at
   * most 255: back-pressure reads how far the publisher has folded.
   */
  readonly entries: readonly ClockCount[];
  /** Id of the payload's codec, 0 where there is no payload. */
  readonly codec: number;
  /** Bytes of payload; 0 adds nothing to the model. */
  readonly payloadLength: number;
  /** SHA-256 of the SHA-256 of each of the payload's chunks, one after the other. */
  readonly payloadHash: Uint8Array;
  /** Sum of the fingerprints of the feed's payloads up to here, mod 2^64. */
  readonly fingerprint: bigint;
}

/**
 * The units that an update was computed on, in the order of its local steps; none
 * for an empty one.
 */
export function unitsOf(
  { unit, furtherUnits, units }: Pick<
    UpdateHeader,
    "unit" | "furtherUnits" | "units"
  >,
): readonly number[] {
  return units === 0 ? [] : [unit, ...furtherUnits];
}

/** One entry of a feed: a header, its bytes as signed, and the payload. Treat it as immutable. */
export interface Update {
  /** The feed that the header names. */
  readonly feed: FeedId;
  /** The decoded header. */
  readonly header: UpdateHeader;
  /** Kind, version, fields and signature: what successors refer to. */
  readonly headerBytes: Uint8Array;
  /** SHA-256 of `headerBytes`. */
  readonly hash: Uint8Array;
  /** The encoded step; see docs/wire-format.md. */
  readonly payload: Uint8Array;
}

/** What a publisher decides about an update; the rest of the header follows from key and payload. */
export type UpdateFields = Omit<
  UpdateHeader,
  "publicKey" | "payloadLength" | "payloadHash"
>;
