import type { FeedId } from "../replica/mod.ts";

/** Peers whose numbers are remembered: those that were heard last. */
const REMEMBERED = 64;

/** How many local steps the others' newest updates are made of. */
export class OthersSteps {
  readonly #steps = new Map<FeedId, number>();

  /** Takes in an update. */
  hear(feed: FeedId, steps: number): void {
    this.#steps.delete(feed);
    this.#steps.set(feed, steps);
    if (this.#steps.size <= REMEMBERED) return;
    for (const oldest of this.#steps.keys()) {
      this.#steps.delete(oldest);
      return;
    }
  }

  /** The median; undefined before anybody was heard. */
  get usual(): number | undefined {
    const all = [...this.#steps.values()].sort((a, b) => a - b);
    return all[all.length >> 1];
  }
}
