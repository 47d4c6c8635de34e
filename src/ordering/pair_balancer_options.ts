import type { Alignment } from "./contemporaries.ts";
import type { SignedSum } from "./signed_sum.ts";

/** What one epoch is balanced with. */
export interface PairBalancerOptions {
  /** Units that each rank visits in this epoch. */
  lengths: readonly number[];
  /** Length of the vectors, d; may be left out where a sum is given. */
  dimension?: number;
  /** A running sum to use again; it is cleared. */
  sum?: SignedSum;
  /** How unequal shards are lined up; default "position", as in the centralised form. */
  alignment?: Alignment;
  /**
   * Bytes of complete pairs that may wait for their contemporaries, and as many
   * of pairs that are kept; default 64 MiB.
   */
  limitBytes?: number;
  /**
   * Pairs of each rank that are kept after folding, until their owner's sign is
   * adopted, so that a sign computed here can still be turned. Default 0.
   */
  keep?: number;
  /** The rank whose signs nobody else decides; it is kept nothing of. */
  own?: number;
}

/** How an epoch went. */
export interface PairBalancerFigures {
  /** Pairs that are in the sum. */
  folded: number;
  /** Of those, how many came after their turn. */
  late: number;
  /** Signs turned when the owner's word came. */
  turned: number;
  /** Owners' signs that came too late to turn what had been folded. */
  disputed: number;
  /** Vectors that there was no room for. */
  dropped: number;
  /** Bytes of vectors held, by reference. */
  heldBytes: number;
  /** Bytes of the running sum. */
  sumBytes: number;
}
