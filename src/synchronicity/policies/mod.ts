/**
 * Policies that choose K while training goes on.
 *
 * @module
 */
import type { PolicyName } from "../quorum_rule.ts";
import { adaSync } from "./ada_sync.ts";
import { auto } from "./auto.ts";
import { noiseScale } from "./noise_scale.ts";
import type { Policy } from "./policy.ts";

export { adaSync } from "./ada_sync.ts";
export { auto } from "./auto.ts";
export { noiseScale } from "./noise_scale.ts";
export type { Conditions, Decision, Policy, StepOutlook } from "./policy.ts";

/** Makes a policy by its name. */
export function createPolicy(name: PolicyName): Policy {
  switch (name) {
    case "adasync":
      return adaSync();
    case "noise-scale":
      return noiseScale();
    case "auto":
      return auto();
  }
}
