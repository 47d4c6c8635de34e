/**
 * How many local steps an update is the sum of: always H; or `matched:H`, H for the
 * fastest peer, and for the others as many as they take in the same time; or
 * `auto`, as many as the link and staleness ask for.
 */
export type LocalSteps = number | "auto" | `matched:${number}`;

/** The most local steps that one update's header has room for. */
export const MOST_LOCAL_STEPS: number = 2 ** 16;

const MATCHED = /^matched:(\d+)$/;

/** What {@linkcode LocalSteps} may be, for messages. */
export const LOCAL_STEPS =
  `a whole number from 1 to ${MOST_LOCAL_STEPS}, "auto", or ` +
  '"matched:H" with such a number';

/** Whether a value says how many local steps to take. */
export function isLocalSteps(value: unknown): value is LocalSteps {
  if (typeof value !== "number" && typeof value !== "string") return false;
  if (value === "auto") return true;
  if (typeof value === "string" && !MATCHED.test(value)) return false;
  const most = mostLocalSteps(value as Exclude<LocalSteps, "auto">);
  return Number.isSafeInteger(most) && most >= 1 && most <= MOST_LOCAL_STEPS;
}

/** H: how many local steps an update has at most. */
export function mostLocalSteps(steps: Exclude<LocalSteps, "auto">): number {
  return typeof steps === "number" ? steps : Number(MATCHED.exec(steps)?.[1]);
}

/** Times, ms, by which the numbers of local steps are matched. */
export interface StepTimes {
  /** Of one of this peer's local steps. */
  readonly own: number;
  /** Of one of the fastest peer's. */
  readonly fastest: number;
}

/** The part of a number of steps by which it may be off before it is changed. */
const SLACK = 0.1;

/**
 * How many local steps a peer takes while the fastest takes `most`, at least one.
 *
 * @param before how many it takes now: kept where that is about as good
 *
 * @example
 * ```ts
 * import { matchedSteps } from "./local_steps.ts";
 *
 * matchedSteps(16, { own: 40, fastest: 10 }, 16); // 4
 * matchedSteps(16, { own: 41, fastest: 10 }, 4); // 4
 * matchedSteps(16, { own: 10, fastest: 10 }, 4); // 16
 * ```
 */
export function matchedSteps(
  most: number,
  { own, fastest }: StepTimes,
  before: number,
): number {
  const wanted = Math.min(most, Math.max(1, most * fastest / own));
  // A change costs others a look at new times; half a step is no reason for one.
  if (Math.abs(wanted - before) <= Math.max(0.75, SLACK * before)) {
    return before;
  }
  return Math.round(wanted);
}
