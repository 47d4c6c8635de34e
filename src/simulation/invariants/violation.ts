/**
 * What a simulation watches while it runs:
 *
 * * `equal clocks`: replicas whose clocks are equal hold equal bytes
 * * `sum`: a model is x_0 plus the updates that its clock names, each once
 * * `clock`: clocks never go back, and name what was published
 * * `feed`: feeds are published without gap or fork, and their sums are right
 * * `claim`: nobody says that it has folded what it has not
 * * `progress`: progress and units are those of the clock
 * * `order`: an epoch visits each unit of the share once; a cancelled one comes first
 * * `weight`: weights are what the quorum makes them
 * * `elastic`: certificates cover what they name, and gradients begin within the bound
 * * `wait`: no wait without a possible end
 * * `liveness`: of peers that can hear each other one moves, within a few patiences
 * * `circles`: no peer is busy while time stands still
 * * `merge`: no two peers have each forgotten what the other lacks, and wait for ever
 * * `agreement`: what a survivor has published, every survivor ends with
 * * `error`: nothing is thrown
 */
export type Invariant =
  | "equal clocks"
  | "sum"
  | "clock"
  | "feed"
  | "claim"
  | "progress"
  | "order"
  | "weight"
  | "elastic"
  | "wait"
  | "liveness"
  | "circles"
  | "merge"
  | "agreement"
  | "error";

/** An invariant that does not hold. */
export interface Violation {
  /** Which. */
  readonly invariant: Invariant;
  /** When it was noticed, ms of virtual time. */
  readonly at: number;
  /** The number of the peer that it was noticed at, where it is one peer's affair. */
  readonly peer?: number;
  /** What is wrong, in words. */
  readonly text: string;
}

/** Thrown out of the simulation by a watcher that is to stop at the first violation. */
export class InvariantError extends Error {
  /** The name of the class. */
  static override readonly name = "InvariantError";
  /** What is wrong, in parts. */
  readonly violation: Violation;

  /** Says what is wrong. */
  constructor(violation: Violation) {
    super(describeViolation(violation));
    this.name = "InvariantError";
    this.violation = violation;
  }
}

/**
 * A violation in one line.
 *
 * @example
 * ```ts
 * import { describeViolation } from "./violation.ts";
 *
 * describeViolation({ invariant: "clock", at: 12.5, peer: 3, text: "It went back" });
 * // "clock: peer 3 at 12.500 ms: It went back"
 * ```
 */
export function describeViolation(
  { invariant, at, peer, text }: Violation,
): string {
  const who = peer === undefined ? "" : `peer ${peer} `;
  return `${invariant}: ${who}at ${at.toFixed(3)} ms: ${text}`;
}
