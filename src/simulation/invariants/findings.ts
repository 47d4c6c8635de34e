import { InvariantError, type Violation } from "./violation.ts";
import type { Report } from "./watched_peer.ts";

/** Violations of one invariant that are kept: where it breaks once it breaks often. */
const KEPT = 8;

/** What was found broken. */
export class Findings {
  /** The first few of each invariant. */
  readonly violations: Violation[] = [];
  readonly #stopAtFirst: boolean;
  readonly #now: () => number;

  /**
   * Nothing is broken yet.
   *
   * @param stopAtFirst throws the first one
   * @param now virtual time, ms
   */
  constructor(stopAtFirst: boolean, now: () => number) {
    this.#stopAtFirst = stopAtFirst;
    this.#now = now;
  }

  /**
   * Takes one in.
   *
   * @throws {InvariantError} Where it is to be the last
   */
  readonly report: Report = (invariant, text, watched) => {
    const violation = {
      invariant,
      at: this.#now(),
      text,
      ...(watched === undefined ? {} : { peer: watched.index }),
    };
    const kept =
      this.violations.filter((other) => other.invariant === invariant).length;
    if (kept < KEPT) this.violations.push(violation);
    if (this.#stopAtFirst) throw new InvariantError(violation);
  };
}
