import { type RangeSum, type Snapshot, SnapshotError } from "../replica/mod.ts";
import type { CatchUp } from "./catch_up.ts";
import type { PeerConfig } from "./config.ts";
import { isDivergence } from "./errors.ts";
import type { PeerEvent } from "./events.ts";
import type { Fetch } from "./fetch.ts";
import type { Herald } from "./herald.ts";
import type { Heritage } from "./heritage.ts";
import type { Progress } from "./progress.ts";
import type { Rounds } from "./rounds.ts";

/** The rooms that a model is taken over into. */
export interface TakeoverParts {
  config: PeerConfig;
  rounds: Rounds;
  herald: Herald;
  progress: Progress;
  catchUp: CatchUp;
  fetch: Fetch;
  heritage: Heritage;
  emit: (event: PeerEvent) => void;
}

/** A person is told when so many snapshots could not be taken, one after the other. */
const REFUSED = 4;

/** Takes over what came whole: a model, or the sum of several updates. */
export class Takeover {
  readonly #parts: TakeoverParts;
  #refused = 0;

  /** Has taken nothing. */
  constructor(parts: TakeoverParts) {
    this.#parts = parts;
  }

  /**
   * Takes it over.
   *
   * @param joining what it brings counts towards no quorum
   * @returns whether the model has moved, held it all already, or cannot take it
   */
  take(
    taken: Snapshot | RangeSum,
    from: string,
    joining: boolean,
  ): "moved" | "known" | "refused" {
    return "heads" in taken
      ? this.#adopt(taken, from, joining)
      : this.#splice(taken, from, joining);
  }

  #adopt(
    snapshot: Snapshot,
    from: string,
    joining: boolean,
  ): "moved" | "refused" {
    const { config, rounds, catchUp, fetch, emit } = this.#parts;
    try {
      rounds.jumpOver((replica) => replica.adopt(snapshot), joining);
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      if (error.isFalse) {
        fetch.wasFalse(from, error.message);
        return "refused";
      }
      fetch.done();
      catchUp.snapshotWelcome = false;
      catchUp.wantsParts = true;
      // Parts from one and the other may mend it: a crash of all leaves each with others'.
      if (++this.#refused === REFUSED) {
        emit({ type: "warning", text: error.message });
      }
      return "refused";
    }
    fetch.done();
    this.#refused = 0;
    this.#moved(config.replica.clock.counts().keys());
    return "moved";
  }

  #splice(
    sum: RangeSum,
    from: string,
    joining: boolean,
  ): "moved" | "known" | "refused" {
    const { rounds, fetch, heritage } = this.#parts;
    try {
      const received = rounds.jumpOver((it) => it.receiveSum(sum), joining);
      switch (received.kind) {
        case "folded":
          this.#moved([sum.feed]);
          return "moved";
        case "known":
          heritage.take(sum);
          return "known";
        case "gap":
          return "known";
        case "invalid":
          fetch.sumWasFalse(from, received.reason);
      }
    } catch (error) {
      if (!isDivergence(error)) throw error;
      fetch.sumWasFalse(from, error.message);
    }
    return "refused";
  }

  #moved(feeds: Iterable<string>): void {
    const { config, herald, progress } = this.#parts;
    progress.units = config.replica.units;
    herald.moved = true;
    for (const feed of feeds) herald.folded(feed);
  }
}
