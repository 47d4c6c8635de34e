import { namesRounds, type Variant } from "./variant.ts";

/** The name of a policy that chooses K while training goes on. */
export type PolicyName = "adasync" | "noise-scale" | "auto";

/** All of them. */
export const POLICIES: readonly PolicyName[] = [
  "adasync",
  "noise-scale",
  "auto",
];

/**
 * The norm-bounded scheduler of Nadiradze et al. (arXiv 2001.05918), by its beta:
 * a round is complete once the norms received in it reach beta times what all live
 * peers are expected to bring. `norm` is `norm:0.5`, as in the authors' code.
 */
export type NormRule = "norm" | `norm:${number}`;

/**
 * How many to wait for: so many, every live peer (`all`), what a policy makes of
 * the losses and delays it sees, or, where rounds are named, enough of the norm.
 */
export type QuorumRule = number | "all" | PolicyName | NormRule;

/** What a quorum may be, for messages. */
export const QUORUM_RULES: string = `a whole number of at least 1, "all", ${
  POLICIES.join(", ")
}, or norm with a beta above 0 and up to 1, such as "norm:0.5"`;

/** The beta of a norm-bounded scheduler where nothing else is said. */
const DEFAULT_BETA = 0.5;

/** Whether K is the same throughout, up to the number of live peers. */
export function isFixed(rule: QuorumRule): rule is number | "all" {
  return typeof rule === "number" || rule === "all";
}

/** Whether a policy chooses K. */
export function isPolicy(rule: QuorumRule): rule is PolicyName {
  return POLICIES.includes(rule as PolicyName);
}

/** The beta of a norm-bounded rule; undefined for the others. */
export function normBeta(rule: QuorumRule): number | undefined {
  if (rule === "norm") return DEFAULT_BETA;
  if (typeof rule === "number" || !rule.startsWith("norm:")) return undefined;
  return Number(rule.slice("norm:".length));
}

/** Whether a value, as of a task file or a command line, is a rule. */
export function isQuorumRule(value: unknown): value is QuorumRule {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value > 0;
  }
  if (typeof value !== "string") return false;
  if (value === "all" || value === "norm") return true;
  if (isPolicy(value as QuorumRule)) return true;
  const beta = Number(/^norm:(\d*\.?\d+)$/.exec(value)?.[1] ?? 0);
  return beta > 0 && beta <= 1;
}

/**
 * Why a rule makes no sense in a variant; undefined where it does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { unfitRule } from "./quorum_rule.ts";
 *
 * assertEquals(unfitRule("norm:0.5", "k-sync"), undefined);
 * assertEquals(typeof unfitRule("norm:0.5", "k-async"), "string");
 * ```
 */
export function unfitRule(
  rule: QuorumRule,
  variant: Variant,
): string | undefined {
  if (normBeta(rule) === undefined || namesRounds(variant)) return undefined;
  return `K is "${rule}", which needs rounds that all share, and ${variant} has none; use k-sync, k-batch-sync or auto`;
}
