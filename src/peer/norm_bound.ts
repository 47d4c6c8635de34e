import type { Update } from "../replica/mod.ts";
import { ExpectedNorm, normBeta, unfitRule } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Member } from "./members.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that are looked into. */
export interface NormBoundParts {
  config: Pick<PeerConfig, "k" | "variant">;
  feed: string;
  swarm: Swarm;
  rounds: Rounds;
}

/**
 * The norm-bounded scheduler (arXiv 2001.05918): how much norm completes a round
 * before all live peers' updates are there. Nobody cancels under it: what comes
 * late counts in the round that it arrives in, and none is lost.
 *
 * The dead leave the expectation with the roster. It is taken once a round, and
 * anew when the roster changes or the own norm becomes known.
 */
export class NormBound {
  readonly #parts: NormBoundParts;
  readonly #beta: number | undefined;
  readonly #expected: ExpectedNorm;
  #round = -1;
  #live: readonly Member[] | undefined;
  #norm = Infinity;

  /**
   * Has heard nothing.
   *
   * @throws {RangeError} If the rule needs rounds that the variant has not
   */
  constructor(parts: NormBoundParts) {
    const { k, variant } = parts.config;
    const unfit = unfitRule(k, variant);
    if (unfit !== undefined) throw new RangeError(`Cannot train: ${unfit}`);
    this.#parts = parts;
    this.#beta = normBeta(k);
    this.#expected = new ExpectedNorm(parts.feed);
  }

  /** Takes in an update just added to the model. */
  fold({ feed, header }: Update): void {
    if (this.#beta === undefined) return;
    this.#expected.add(feed, header.norm);
    if (feed === this.#parts.feed) this.#round = -1;
  }

  /** The norm that completes the present round; Infinity where only numbers do. */
  get norm(): number {
    if (this.#beta === undefined) return Infinity;
    const { swarm, rounds } = this.#parts;
    const live = swarm.members.live();
    if (rounds.round !== this.#round || live !== this.#live) {
      this.#round = rounds.round;
      this.#live = live;
      const expected = this.#expected.of(live.map(({ feed }) => feed));
      this.#norm = expected === undefined ? Infinity : this.#beta * expected;
    }
    return this.#norm;
  }
}
