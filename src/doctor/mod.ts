/**
 * Finds out why peers do not find each other, or train slowly: measures this
 * machine, its network and a swarm, and says what to change.
 *
 * `measure/` looks and has no opinion; `judge/` has, as pure functions of what was
 * measured.
 *
 * @module
 */
export { type Audience, type DoctorOptions, examine } from "./examine.ts";
export {
  type Check,
  CHECKS,
  type Finding,
  type Level,
  LEVELS,
  type Tally,
  tally,
  worstLast,
} from "./finding.ts";
