import { codecById } from "../compression/mod.ts";
import type { FeedId, Update } from "../replica/mod.ts";
import { namesRounds } from "../synchronicity/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Rounds } from "./rounds.ts";
import type { Swarm } from "./swarm.ts";

/** Rounds back to which a missing update is stood in for. */
const ROUNDS = 4;

/** Missing updates of one peer that are remembered, about. */
const MEMORY = 16;

/** The rooms that are looked into. */
export interface SubstitutesParts {
  config: Pick<PeerConfig, "variant" | "substitutes" | "replica">;
  feed: FeedId;
  swarm: Swarm;
  rounds: Rounds;
}

/** What is known of one peer's updates. */
interface Known {
  /** The newest round that it has an update in. */
  last: number;
  /** The newest round of which it is settled whether it has one. */
  settled: number;
  /** Missing updates that came late. */
  came: number;
  /** Missing updates that there never were: its gradient was cancelled. */
  never: number;
}

/**
 * The variance-bounded scheduler of Nadiradze et al. (arXiv 2001.05918): for each
 * update of a completed round that is still missing, the view holds the own one of
 * that round, and later (arrived - substituted). So a view is off by how much
 * gradients differ, and no longer by how large they are: B = 3 sigma.
 *
 * The substitutes are in the view that a gradient is computed at and nowhere else:
 * neither the model nor what is published knows of them. They are taken anew with
 * each view, so that whatever arrives takes its substitute's place by itself. In
 * the paper every missing update comes in the end; where the others cancel, some
 * never do, so a substitute counts as much as that peer's missing updates came
 * before.
 */
export class Substitutes {
  readonly #parts: SubstitutesParts;
  readonly #isOn: boolean;
  readonly #known = new Map<FeedId, Known>();
  /** The newest own updates, the last one last. */
  #own: Update[] = [];
  #scratch = new Float64Array(0);

  /**
   * Has heard nothing.
   *
   * @throws {RangeError} If the variant has no rounds that all share
   */
  constructor(parts: SubstitutesParts) {
    const { variant, substitutes = false } = parts.config;
    if (substitutes && !namesRounds(variant)) {
      throw new RangeError(
        `Cannot stand in for missing updates: ${variant} has no rounds that all share; use k-sync, k-batch-sync or auto`,
      );
    }
    this.#parts = parts;
    this.#isOn = substitutes;
  }

  /** Takes in an update just added to the model. */
  fold(update: Update): void {
    if (!this.#isOn) return;
    const { feed, header } = update;
    const { rounds } = this.#parts;
    if (feed === this.#parts.feed) {
      this.#own.push(update);
      this.#own = this.#own.filter(({ header: { round } }) =>
        round > rounds.round - 2 * ROUNDS
      );
      return;
    }
    const known = this.#known.get(feed);
    if (known === undefined || header.round <= known.last) return;
    known.last = header.round;
    if (header.round < rounds.round) known.came++;
    // It had been given up, and was only very late.
    if (header.round <= known.settled) {
      known.never = Math.max(0, known.never - 1);
    } else settle(known, header.round, 1);
  }

  /**
   * Adds the substitutes to a view of the model, for the present round.
   *
   * @param view the parameters, trainable first; it is changed in place
   */
  addTo(view: Float32Array): void {
    if (!this.#isOn) return;
    const { round } = this.#parts.rounds;
    const { trainable } = this.#parts.config.replica.rules.layout;
    const missing = this.#missing(round);
    for (let back = 1; back <= ROUNDS; back++) {
      const factor = missing[back]!;
      const own = this.#own.findLast(({ header }) =>
        header.round <= round - back
      );
      if (factor === 0 || own === undefined || own.header.codec === 0) continue;
      const step = this.#decode(own);
      for (let i = 0; i < trainable; i++) view[i]! += factor * step[i]!;
    }
  }

  /** How many updates are missing of the round so many before this one. */
  #missing(round: number): Float64Array {
    const missing = new Float64Array(ROUNDS + 1);
    for (const { feed } of this.#parts.swarm.members.live()) {
      const known = this.#known.get(feed);
      if (known === undefined) {
        const last = round - 1;
        this.#known.set(feed, { last, settled: last, came: 0, never: 0 });
        continue;
      }
      settle(known, round - 1 - ROUNDS, 0);
      const { last, came, never } = known;
      const part = (came + 1) / (came + never + 1);
      const since = Math.min(ROUNDS, round - 1 - last);
      for (let back = 1; back <= since; back++) missing[back]! += part;
    }
    return missing;
  }

  /** The step of an own update, which is good until the next one is decoded. */
  #decode({ header, payload }: Update): Float64Array {
    const { trainable, state } = this.#parts.config.replica.rules.layout;
    if (this.#scratch.length === 0) {
      this.#scratch = new Float64Array(trainable);
    }
    const end = payload.length - 4 * state;
    codecById(header.codec).decode(payload.subarray(0, end), this.#scratch);
    return this.#scratch;
  }
}

/** Settles all rounds up to one, of which so many of the open ones have an update. */
function settle(known: Known, round: number, updates: number): void {
  if (round <= known.settled) return;
  known.never += round - known.settled - updates;
  known.settled = round;
  const all = known.came + known.never;
  if (all <= MEMORY) return;
  known.came *= MEMORY / all;
  known.never *= MEMORY / all;
}
