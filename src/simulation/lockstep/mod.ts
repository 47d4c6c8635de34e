/**
 * A swarm in full synchrony in one loop, for studies that need many runs: the
 * pieces that peers are made of, without messages.
 *
 * @module
 */
export { BALANCED_VECTORS, type BalancedVector } from "./balanced_vector.ts";
export { Lockstep, type LockstepOptions, type Straying } from "./lockstep.ts";
