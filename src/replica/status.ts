import type { FeedId } from "./feed_id.ts";

/** How far a feed has been folded. */
export interface ClockCount {
  /** Which feed. */
  readonly feed: FeedId;
  /** Entries folded. */
  readonly count: number;
}

/** What a peer is about. */
export interface StatusFlags {
  /** It has not reached its first round. */
  readonly joining: boolean;
  /** A gradient is being computed. */
  readonly computing: boolean;
  /** It has met the target and publishes nothing more. */
  readonly done: boolean;
  /** It leaves on purpose. */
  readonly leaving: boolean;
}

/** The model on the validation data. */
export interface Validation {
  /** Progress in epochs at which it was taken. */
  readonly epoch: number;
  /** Mean loss; may be NaN. */
  readonly loss: number;
  /** Metrics by name, at most 64, names of at most 255 bytes. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What a bare header says: where a peer stands. Signed, but no entry of a feed: only the newest counts. */
export interface StatusFields {
  /** The peer's incarnation. */
  readonly incarnation: number;
  /** Grows with each status of the incarnation; an older one than the newest seen is void. */
  readonly number: number;
  /** Own entries published. */
  readonly seq: number;
  /** The first round that this incarnation takes part in. */
  readonly firstRound: number;
  /** The round it is in. */
  readonly round: number;
  /** What it is about. */
  readonly flags: StatusFlags;
  /** Within how many ms it promises to be heard of again, a whole number. */
  readonly beat: number;
  /** Units in its own data, N_k; 0 where units are dealt. */
  readonly units: number;
  /**
   * The seat that it takes among those to whom units are dealt, -1 for none yet.
   * One who joins and names a seat goes on with the epoch that it left.
   */
  readonly seat: number;
  /** Progress in epochs, a function of its clock. */
  readonly progress: number;
  /** Norm of the compression residual it holds back. */
  readonly residualNorm: number;
  /** Sum of the norms it has published. */
  readonly cumulativeNorm: number;
  /** Why it stops, at most 512 bytes of UTF-8. */
  readonly stopReason?: string;
  /** Its newest validation result. */
  readonly validation?: Validation;
  /** `entries` is the whole clock; else only what has changed since the peer's last status. */
  readonly full: boolean;
  /** Digest of the whole clock, 8 bytes. */
  readonly digest: Uint8Array;
  /** At most 16,384 entries. */
  readonly entries: readonly ClockCount[];
}

/** A signed status. */
export interface Status extends StatusFields {
  /** The peer's key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The feed that it publishes in this incarnation. */
  readonly feed: FeedId;
  /** The frame: kind, version, fields, signature. */
  readonly bytes: Uint8Array;
}
