import { FIRST_BEAT, RecentDelays } from "../synchronicity/mod.ts";
import type { Swarm } from "./swarm.ts";

/** Own turns within which a small swarm hears of this peer. */
const TURN = 1.25;

/** Swarms of no more than so many hear of it within a turn. */
const SMALL = 8;

/**
 * How soon this peer speaks again, and what it promises the others about it:
 * silence is broken after a beat, a part of the own turn.
 *
 * The beat follows the faster acknowledgements: those that were lost and made
 * good say nothing of the links, and beats that slowed down with them would make
 * recovery slower still. As far as acknowledgements take a turn because that is
 * when others speak, they slow nothing down; as far as they take longer, links are
 * slow, or full. So are they where others come later than they promised. And the
 * larger the swarm, the rarer beats are: in one of forty or more, whoever
 * publishes regularly needs none.
 */
export class Beat {
  readonly #swarm: Swarm;
  readonly #interval = new RecentDelays();
  #begunAt: number | undefined;
  #publishedAt: number | undefined;
  #first: number | undefined;
  #promised: number | undefined;

  /** Has promised nothing yet. */
  constructor(swarm: Swarm) {
    this.#swarm = swarm;
  }

  /** The first gradient begins: how long it takes says how long a turn is. */
  begin(now: number): void {
    this.#begunAt = now;
  }

  /** An own update goes out. */
  published(now: number): void {
    if (this.#publishedAt !== undefined) {
      this.#interval.add(now - this.#publishedAt);
    } else if (this.#begunAt !== undefined) {
      this.#first = now - this.#begunAt;
    }
    this.#publishedAt = now;
  }

  /**
   * Whether the beat has become much shorter than was promised. The others should
   * hear of it, who would miss this peer later than they need.
   */
  get isShorter(): boolean {
    return this.#promised !== undefined && this.#promised > 2 * this.#now;
  }

  /**
   * What a status that goes out now promises: the next word within so many ms, a
   * whole number. No more than twice what the last one did, which may have been
   * lost.
   */
  promise(): number {
    const most = 2 * (this.#promised ?? Infinity);
    return this.#promised = Math.ceil(Math.min(most, this.#now));
  }

  /** What was promised last, ms. */
  get promised(): number {
    return this.#promised ?? FIRST_BEAT;
  }

  /** How soon word is due after the last, ms. */
  get due(): number {
    return Math.min(this.promised, this.#now);
  }

  /** The beat that acknowledgements keep up with, ms. */
  get slow(): number {
    const usual = this.#usual, own = this.#own;
    return usual === undefined || own === undefined
      ? FIRST_BEAT
      : Math.max(1, own * this.#pace, 4 * usual);
  }

  /** The present beat, ms. */
  get #now(): number {
    const usual = this.#usual, own = this.#own;
    if (usual === undefined || own === undefined) return FIRST_BEAT;
    const { size, vigil } = this.#swarm;
    const turn = own * TURN * Math.max(1, size / SMALL);
    return Math.max(
      1,
      own * this.#pace,
      vigil.usualLateness,
      Math.min(4 * usual, Math.max(turn, 2 * (usual - own))),
    );
  }

  /** What acknowledgements usually take, ms. */
  get #usual(): number | undefined {
    return this.#swarm.acknowledged.delays.quantile(0.25);
  }

  /** The time between own updates, ms. */
  get #own(): number | undefined {
    return this.#interval.median ?? this.#first;
  }

  /** The least beat over the time between own updates. */
  get #pace(): number {
    const { liveCount } = this.#swarm.members;
    return Math.min(TURN, Math.max(0.25, liveCount / 32));
  }
}
