/**
 * The four corners of Dutta et al. (arXiv 2003.10579): does a quorum of K count
 * distinct peers or batches, and do the others then cancel or go on?
 *
 * | variant | counts | on quorum |
 * |---|---|---|
 * | `k-sync` | distinct peers | the rest cancel |
 * | `k-batch-sync` | batches, anyone's | the rest cancel |
 * | `k-async` | distinct peers | the rest go on |
 * | `k-batch-async` | batches, anyone's | nobody waits; K sets the weight |
 */
export type Corner = "k-sync" | "k-batch-sync" | "k-async" | "k-batch-async";

/**
 * One of the corners, or `auto`: a quorum counts distinct peers, and each of the
 * rest cancels or goes on, whichever its own delays make the sooner. At K = P
 * that is `k-sync`, to the last bit.
 */
export type Variant = Corner | "auto";

/** All four corners. */
export const CORNERS: readonly Corner[] = [
  "k-sync",
  "k-batch-sync",
  "k-async",
  "k-batch-async",
];

/** Whatever a swarm may be told: the corners and `auto`. */
export const VARIANTS: readonly Variant[] = [...CORNERS, "auto"];

/** Whether a quorum counts distinct peers, rather than batches. */
export function countsPeers(variant: Variant): boolean {
  return variant !== "k-batch-sync" && variant !== "k-batch-async";
}

/** Whether all others cancel their work on quorum. */
export function cancels(variant: Variant): boolean {
  return variant === "k-sync" || variant === "k-batch-sync";
}

/**
 * Whether rounds are the swarm's, named in headers, and the view of one holds
 * exactly those before it; else a round is each peer's own count of quorums.
 */
export function namesRounds(variant: Variant): boolean {
  return cancels(variant) || variant === "auto";
}
