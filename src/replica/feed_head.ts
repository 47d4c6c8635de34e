import type { Update, UpdateHeader } from "./update.ts";

/** A place in a feed: its header says the count, and everything cumulative up to there. */
export interface FeedHead {
  /** The last entry's header. */
  readonly header: UpdateHeader;
  /** Its bytes with signature. */
  readonly headerBytes: Uint8Array;
  /** Its hash. */
  readonly hash: Uint8Array;
}

/** Bytes that a replica's feeds hold together. */
export interface MemoryUse {
  /** Admitted entries, and sums of them, kept to serve others. */
  retained: number;
  /** Entries held until their turn. */
  early: number;
}

/** An entry without its payload, which may then be forgotten. */
export function headOf({ header, headerBytes, hash }: FeedHead): FeedHead {
  return { header, headerBytes, hash };
}

/** Memory that an update stands for. */
export function updateBytes({ payload, headerBytes }: Update): number {
  return payload.length + headerBytes.length;
}
