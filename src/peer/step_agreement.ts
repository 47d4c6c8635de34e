import type { FeedId } from "../replica/mod.ts";

/** Peers whose numbers are remembered: those that were heard last. */
const REMEMBERED = 64;

/** Own updates for which a number is tried that the others do not take. */
const TRIAL = 16;

/** Own updates before the next trial; each time that one fails, twice as many. */
const REST = 32;

/** What there is to choose from. */
export interface StepOffer {
  /** Numbers of local steps. */
  readonly localSteps: readonly number[];
  /** Whether the one in force has to be left for any that is better at all. */
  readonly isVote: boolean;
}

/**
 * As many local steps as the others, where all wait for each other: whoever takes
 * more makes all wait, whoever takes less waits, so unlike numbers are worse than
 * any number. Nothing but updates is sent for it: a peer that finds another number
 * better tries it, the others see that and vote by doing the same if it is better
 * for them at all; where they do not the trial ends, and the next is later.
 */
export class StepAgreement {
  /** The last two numbers of each: the last block of an epoch may be shorter. */
  readonly #heard = new Map<FeedId, [number, number]>();
  #rest = REST;
  #restsUntil = 0;
  #triedAt = 0;

  /** An update of somebody else is made of so many steps. */
  hear(feed: FeedId, steps: number): void {
    const [last] = this.#heard.get(feed) ?? [steps];
    this.#heard.delete(feed);
    this.#heard.set(feed, [steps, last]);
    if (this.#heard.size <= REMEMBERED) return;
    for (const oldest of this.#heard.keys()) {
      this.#heard.delete(oldest);
      return;
    }
  }

  /**
   * What there is to choose from now.
   *
   * @param own number in force here
   * @param all numbers that may be chosen
   * @param updates own updates so far
   */
  offer(own: number, all: readonly number[], updates: number): StepOffer {
    const others = this.#others();
    const usual = others[others.length >> 1];
    const only = (...localSteps: number[]) => ({ localSteps, isVote: false });
    if (usual === undefined) return only(own);
    if (own !== usual) {
      if (updates - this.#triedAt < TRIAL) return only(own);
      this.#restsUntil = updates + this.#rest;
      this.#rest *= 2;
      return only(usual);
    }
    const proposed = others.filter((steps) => steps !== own);
    if (proposed.length > 0) {
      return { localSteps: [own, ...proposed], isVote: true };
    }
    return updates < this.#restsUntil
      ? only(own)
      : { localSteps: all, isVote: false };
  }

  /** Another number is tried from this update on. */
  tries(updates: number): void {
    this.#triedAt = updates;
  }

  #others(): number[] {
    return [...this.#heard.values()].map(([last, before]) =>
      Math.max(last, before)
    ).sort((a, b) => a - b);
  }
}
