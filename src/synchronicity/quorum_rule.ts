/** Policies that choose K while training goes on. */
export const POLICIES = ["adasync", "noise-scale", "auto"] as const;

/** The name of a policy that chooses K. */
export type PolicyName = typeof POLICIES[number];

/**
 * How many to wait for: so many, every live peer (`all`), or what a policy makes
 * of the losses and delays it sees.
 */
export type QuorumRule = number | "all" | PolicyName;

/** Whether K is the same throughout, up to the number of live peers. */
export function isFixed(rule: QuorumRule): rule is number | "all" {
  return typeof rule === "number" || rule === "all";
}
