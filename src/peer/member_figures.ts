import type { Herding, Ordering } from "../ordering/mod.ts";

/**
 * What one peer knows of a member of the swarm, itself included: a row of a table, a
 * node of a graph. What is not known is absent, so every number is finite; measured
 * ones are rounded to four digits, as they are for people.
 */
export interface MemberFigures {
  /** Public key, hex. */
  peer: string;
  /** Whether it is the peer that tells. */
  isSelf: boolean;
  /** Whether it counts, and if not, why. */
  state: MemberState;
  /** Whether there is a connection with it; true for oneself. */
  connected: boolean;
  /** Round of its newest header. */
  round: number;
  /** Updates that it has published, as far as heard. */
  published: number;
  /** Of those, in the model here. */
  folded: number;
  /** Own updates that it has not folded, as far as heard; 0 for oneself; absent where it is gone, or in a large swarm has no connection. */
  behind?: number;
  /** Whether it reads too slowly to be waited for. */
  isLagging: boolean;
  /**
   * Whether it straggles: its gradients take three times as long as is usual in the
   * swarm, or the present one takes three times as long as is usual of it.
   */
  isLate: boolean;
  /** ms since it was last heard; 0 for oneself. */
  silentMs: number;
  /** ms of silence that its own history explains; absent while it is not suspected. */
  patienceMs?: number;
  /** How long messages are under way between here and it, one way, ms; absent before it was measured. */
  lagMs?: number;
  /** From publishing an update to hearing that it has folded it, ms: the median; absent before it was measured. */
  acknowledgeMs?: number;
  /** How long its gradients take; absent before the first. */
  compute?: ComputeFigures;
  /** How many times as long its gradients take as the median member's; absent before they are known. */
  slowness?: number;
  /** Loss of its newest update; absent before the first. */
  loss?: number;
  /** What its newest update was written with, such as `top-k 1 %`; absent before the first. */
  codec?: string;
  /** Bytes of its newest update, header and payload; absent before the first. */
  updateBytes?: number;
  /** Known distance to its published updates that are not in the model here, in full steps; absent before any is known. */
  missing?: number;
  /** Norm of what its error feedback holds back, in full steps; absent before it is known how long those are. */
  heldBack?: number;
}

/** Whether a member counts towards a quorum, and if not, why; `gone`: suspected for so long that nobody expects it back. */
export type MemberState =
  | "live"
  | "joining"
  | "suspected"
  | "gone"
  | "left"
  | "done";

/** The distribution of the times that somebody's recent gradients took, ms; those cut short are counted as longer than they had. */
export interface ComputeFigures {
  /** Gradients that have ever finished. */
  count: number;
  /** Expected time. */
  mean: number;
  /** Nine of ten take longer. */
  p10: number;
  /** Half take longer. */
  p50: number;
  /** One of ten takes longer. */
  p90: number;
  /** One of a hundred takes longer. */
  p99: number;
}

/**
 * Staleness of the own gradients: for each, how many updates of others the model had
 * taken in between the moment its view was taken and the moment it was published,
 * local steps together. Where rounds are named (`k-sync`, `k-batch-sync`, `auto`),
 * without those of the round that it was published in, which are computed at the same
 * parameters: in full synchrony it is 0. JSON writes NaN as null.
 */
export interface StalenessFigures {
  /** Of the newest own gradient, updates; NaN before the first. */
  last: number;
  /** Decayed mean, updates; NaN before the first. */
  mean: number;
  /** The same in steps of the model, K updates or as many as a round brings: the tau of Dutta et al. (arXiv 2003.10579). */
  steps: number;
  /** The most there ever was, updates. */
  most: number;
  /** The sum over all own gradients, updates. */
  total: number;
  /** How many gradients had a staleness of 0, 1, 2 to 3, 4 to 7, 8 to 15, and so on. */
  histogram: number[];
}

/** How the order of the examples fares. JSON writes NaN as null. */
export interface OrderingFigures {
  /** Which ordering it is, such as `cd-grab`. */
  name: Ordering;
  /** Own pairs whose signs were decided in this epoch; 0 where the ordering has none. */
  pairs: number;
  /**
   * Of those, the part that all peers decide alike for certain, as no contemporary was
   * passed over before; NaN before the first.
   */
  exact: number;
  /**
   * Of the signs that others have published, and whose pairs are here, the part that
   * this peer has chosen as well, or would have, by its own running sum when the pair
   * came. Of this epoch; before its first, of the last one. NaN before any, and where
   * nothing need be published, as all decide alike.
   */
  agreement: number;
  /**
   * Infinity norm of the running sum of signed differences, in the units of a step; of
   * 65,536 coordinates where there are more. NaN where the ordering has none.
   */
  imbalance: number;
  /** How far the order of the newest whole epoch strayed, beside random order; absent before the first. */
  herding?: Herding;
}
