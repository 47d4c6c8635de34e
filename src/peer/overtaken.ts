import { cancels, type Durations, normBeta } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Pacer } from "./pacer.ts";
import { isWorthGoingOn, type PaceRecords } from "./pace_records.ts";

/** The rooms that are looked into. */
export interface OvertakenParts {
  config: PeerConfig;
  records: PaceRecords;
  pacer: Pacer;
}

/**
 * What becomes of a gradient that a quorum has overtaken, or that takes longer
 * than gradients do: it goes on, or starts anew at the present parameters.
 */
export class Overtaken {
  readonly #config: PeerConfig;
  readonly #durations: Durations;
  readonly #pacer: Pacer;
  #beganAt = 0;
  #decided = 0;
  #goesOn = true;

  /** Looks at the own gradients when asked. */
  constructor({ config, records, pacer }: OvertakenParts) {
    this.#config = config;
    this.#pacer = pacer;
    this.#durations = records.own;
  }

  /** A gradient begins. */
  begin(now: number): void {
    this.#beganAt = now;
    this.#decided = 0;
    this.#goesOn = true;
  }

  /** For how long the gradient that began last has been under way, ms. */
  age(now: number): number {
    return now - this.#beganAt;
  }

  /** It is through, after `ms` of computing. */
  finish(ms: number): void {
    // What takes no time that a clock can tell says nothing of delays.
    if (ms > 0) this.#durations.add(ms);
  }

  /** It was given up. */
  cancel(now: number): void {
    if (now > this.#beganAt) this.#durations.censor(now - this.#beganAt);
  }

  /**
   * Whether the gradient in progress is given up for one at the present
   * parameters.
   *
   * @param behind rounds since its view was taken
   */
  restarts(behind: number, now: number): boolean {
    const { variant } = this.#config;
    if (behind <= 0) return now >= this.deadline;
    if (behind >= this.#pacer.cutOff.rounds) return true;
    // The norm-bounded scheduler loses nothing.
    if (normBeta(this.#config.k) !== undefined) return false;
    if (cancels(variant)) return true;
    if (variant !== "auto") return false;
    // Looked at once for each quorum: between them nothing has come that is fresher.
    if (behind > this.#decided) {
      this.#decided = behind;
      this.#goesOn = isWorthGoingOn(this.#durations, now - this.#beganAt);
    }
    return !this.#goesOn || now >= this.deadline;
  }

  /**
   * When the gradient in progress has taken so long that a new one is likely to
   * be there sooner, ms; Infinity where that never is so.
   */
  get deadline(): number {
    const { variant, k } = this.#config;
    if (variant !== "auto" || normBeta(k) !== undefined) return Infinity;
    return this.#beganAt + this.#durations.restartAfter();
  }
}
