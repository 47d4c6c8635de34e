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
export type Variant = "k-sync" | "k-batch-sync" | "k-async" | "k-batch-async";

/** All four variants. */
export const VARIANTS: readonly Variant[] = [
  "k-sync",
  "k-batch-sync",
  "k-async",
  "k-batch-async",
];

/** Whether a quorum counts distinct peers, rather than batches. */
export function countsPeers(variant: Variant): boolean {
  return variant === "k-sync" || variant === "k-async";
}

/** Whether the others cancel their work on quorum, rather than go on. */
export function cancels(variant: Variant): boolean {
  return variant === "k-sync" || variant === "k-batch-sync";
}
