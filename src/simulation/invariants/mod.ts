/**
 * What must hold in every simulation, and the watcher that checks it while one runs.
 *
 * @module
 */
export { decodeExactly } from "./decode_exactly.ts";
export { Invariants } from "./invariants.ts";
export type { InvariantsOptions } from "./options.ts";
export { type FeedLog, Oracle } from "./oracle.ts";
export {
  describeViolation,
  type Invariant,
  InvariantError,
  type Violation,
} from "./violation.ts";
