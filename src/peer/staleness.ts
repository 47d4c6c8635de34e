import type { FeedId, Update } from "../replica/mod.ts";
import { DecayedStatistic, namesRounds } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { StalenessFigures } from "./member_figures.ts";
import type { Rounds } from "./rounds.ts";

/** The rooms that staleness looks into. */
export interface StalenessParts {
  config: PeerConfig;
  rounds: Rounds;
  /** The own feed. */
  feed: FeedId;
}

/** What the model held when a view of it was taken. */
export interface ViewMark {
  /** Updates of others folded until then. */
  readonly others: number;
  /** Snapshots and sums taken over until then. */
  readonly adoptions: number;
}

/** Own gradients over which the mean decays. */
const WINDOW = 32;

/**
 * How stale the own gradients are: what others have added to the model since the view
 * was taken. Where rounds are named, updates of one round are computed at the same
 * parameters and make one step together, so those of the own round do not count: in
 * full synchrony nothing is ever stale. A delivery costs one addition.
 */
export class Staleness {
  readonly #parts: StalenessParts;
  readonly #mean = new DecayedStatistic(WINDOW);
  readonly #steps = new DecayedStatistic(WINDOW);
  readonly #histogram: number[] = [];
  #last = NaN;
  #most = 0;
  #total = 0;
  #others = 0;
  #adoptions = 0;
  /** The latest round of which anything is folded, and how much of others. */
  #round = -1;
  #ofRound = 0;

  /** Nothing is folded yet. */
  constructor(parts: StalenessParts) {
    this.#parts = parts;
  }

  /** An update was just added to the model. */
  fold({ feed, header: { units, round } }: Update): void {
    // An empty one brings nothing that a gradient could lack.
    if (feed === this.#parts.feed || units === 0) return;
    this.#others++;
    if (round > this.#round) {
      this.#round = round;
      this.#ofRound = 0;
    }
    if (round === this.#round) this.#ofRound++;
  }

  /** The model was replaced by one with more in it: of views from before it is not known how much. */
  adopted(): void {
    this.#adoptions++;
  }

  /** A view of the model as it is now is taken. */
  viewed(): ViewMark {
    return { others: this.#others, adoptions: this.#adoptions };
  }

  /**
   * What was computed at a view is published.
   *
   * @param k the quorum in force, of which a step is made
   */
  published({ others, adoptions }: ViewMark, k: number): void {
    if (adoptions !== this.#adoptions) return;
    const { config: { variant }, rounds } = this.#parts;
    const hasNames = namesRounds(variant);
    const alike = hasNames && this.#round === rounds.round ? this.#ofRound : 0;
    const updatesPerStep = hasNames ? rounds.updatesPerRound(k) : k;
    const stale = this.#others - others - alike;
    this.#last = stale;
    this.#most = Math.max(this.#most, stale);
    this.#total += stale;
    this.#mean.add(stale);
    this.#steps.add(stale / updatesPerStep);
    // 0, 1, 2 to 3, 4 to 7, and so on.
    const place = 32 - Math.clz32(stale);
    while (this.#histogram.length <= place) this.#histogram.push(0);
    this.#histogram[place]!++;
  }

  /** What there is to show. */
  get figures(): StalenessFigures {
    const isKnown = this.#mean.count > 0;
    return {
      last: this.#last,
      mean: isKnown ? this.#mean.mean : NaN,
      steps: isKnown ? this.#steps.mean : NaN,
      most: this.#most,
      total: this.#total,
      histogram: [...this.#histogram],
    };
  }
}
