import type { NodeFigures } from "../telemetry/mod.ts";
import { count } from "../telemetry/words/format.ts";

/** Seconds that a peer must wait for the same before it is worth telling. */
const WORTH_TELLING = 1;

/** Seconds of training before a guess at the rest is worth anything. */
const WORTH_GUESSING = 2;

/** Follows a peer's figures to tell how long it will take, and what holds it up. */
export class Pace {
  #start: { seconds: number; progress: number } | undefined;
  #left: number | undefined;
  #moved = { seconds: 0, updates: -1 };
  #waitingFor: string | undefined;

  /**
   * Takes in figures.
   *
   * @param seconds Any clock's time, in seconds, that does not go back
   */
  note(figures: NodeFigures, seconds: number): void {
    const { phase, progress, epochs, updates } = figures;
    if (phase === "training") {
      this.#start ??= { seconds, progress };
      const past = seconds - this.#start.seconds;
      const done = progress - this.#start.progress;
      this.#left = past >= WORTH_GUESSING && done > 0
        ? (epochs - progress) * past / done
        : undefined;
    } else this.#left = undefined;

    if (updates !== this.#moved.updates) this.#moved = { seconds, updates };
    const stands = phase !== "training" ||
      seconds - this.#moved.seconds >= WORTH_TELLING;
    const { waitingFor } = figures;
    this.#waitingFor = stands && waitingFor !== ""
      ? inFull(waitingFor)
      : undefined;
  }

  /** Seconds until the last epoch ends at the pace so far, where known. */
  get secondsLeft(): number | undefined {
    return this.#left;
  }

  /** What keeps the peer from computing, where it has lasted a while. */
  get waitingFor(): string | undefined {
    return this.#waitingFor;
  }
}

/** What a peer waits for, in words that stand after "waiting for". */
export function inFull(waitingFor: string): string {
  if (waitingFor === "start") return "other peers";
  return waitingFor.replace(
    /^(\d+) more$/,
    (_, more) => count(Number(more), "more peer"),
  );
}
