/**
 * Patience that a pause of the machine does not use up.
 *
 * @module
 */
export { afterOwnTime } from "./after_own_time.ts";
export { settlesWithin } from "./settles_within.ts";
