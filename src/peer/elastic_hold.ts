import type { FeedId } from "../replica/mod.ts";
import { countsPeers, ElasticGate, namesRounds } from "../synchronicity/mod.ts";
import { type Elastic, type ElasticParts, isGone } from "./elastic.ts";
import type { Member } from "./members.ts";

/** The part of the bound that residuals may take. */
const RESIDUALS = 1 / 2;

/** So many times the usual acknowledgement is waited for what does not come. */
const PATIENCE = 16;

/**
 * Begins no gradient while more is known to be missing than the bound allows, as
 * far as it can still arrive:
 *
 * * of the living, and of feeds that have not ended
 * * where rounds have names, of earlier rounds alone: a view is made of those
 * * as long as some of it comes, or a partner is being asked for it
 *
 * Residuals take up to half of the bound, and nobody waits for them: who waits
 * publishes nothing, and might be the one that they wait for. Each publisher keeps
 * to its {@linkcode ElasticHold.share} of that half by a denser update instead.
 * And what nobody has heard of, the certificate's slack, cannot be waited for.
 *
 * Whatever opens it is an input or {@linkcode ElasticHold.deadline}. While it is
 * closed an input costs what it changes; each round, and each change of members,
 * one look at each member.
 */
export class ElasticHold {
  /** The most that may be missing, in full steps. */
  readonly bound: number;
  /** Whether it is what keeps this peer from beginning a gradient. */
  isAwaited = false;
  readonly #parts: ElasticParts;
  readonly #elastic: Elastic;
  readonly #gate = new ElasticGate();
  /** Members of whom something has changed since the last look. */
  readonly #touched = new Set<Member>();
  #residuals = 0;
  #live: readonly Member[] | undefined;
  #round = -1;

  /** Is open. */
  constructor(parts: ElasticParts, elastic: Elastic) {
    this.#parts = parts;
    this.#elastic = elastic;
    this.bound = parts.config.elasticBound ?? Infinity;
  }

  /** Whether gradients are held back. */
  get isClosed(): boolean {
    return this.#gate.isClosed;
  }

  /** Times it was closed. */
  get closings(): number {
    return this.#gate.closings;
  }

  /** Times something was given up. */
  get givenUp(): number {
    return this.#gate.givenUp;
  }

  /** What was held against the bound last, in full steps; 0 before the first update. */
  get distance(): number {
    const { step } = this.#elastic;
    if (step === undefined) return 0;
    return (this.#gate.missing + this.#besides(step)) / step;
  }

  /**
   * When it gives up what does not come; Infinity where it is open, or something
   * else is waited for: then nobody looks, and a wake-up would only follow another.
   */
  get deadline(): number {
    return this.#isAsking || !this.isAwaited
      ? Infinity
      : this.#gate.deadline(this.#patience);
  }

  /** The norm that this peer may hold back in error feedback. */
  get share(): number {
    const { step } = this.#elastic;
    if (this.bound === Infinity || step === undefined) return Infinity;
    return RESIDUALS * this.bound * step / this.#parts.swarm.size;
  }

  /** Something was heard of a member, or came of it. */
  touch(member: Member): void {
    if (this.isClosed) this.#touched.add(member);
  }

  /** Something of a feed was folded. */
  touchFeed(feed: FeedId): void {
    if (!this.isClosed) return;
    const member = this.#parts.swarm.members.get(feed);
    if (member !== undefined) this.#touched.add(member);
  }

  /** Anything may have changed. */
  touchAll(): void {
    this.#live = undefined;
  }

  /**
   * Opens or closes it.
   *
   * @returns what is waited for, in words; undefined where a gradient may begin
   */
  check(now: number): string | undefined {
    const { step } = this.#elastic;
    if (this.bound === Infinity || step === undefined) return undefined;
    this.#look();
    const wasClosed = this.isClosed, { givenUp } = this;
    const lacked = this.distance, { largest } = this.#gate;
    const isClosed = this.#gate.check({
      now,
      bound: this.bound * step,
      besides: this.#besides(step),
      patience: this.#patience,
      mayGiveUp: !this.#isAsking,
    });
    const most = largest &&
      ` most of it (${digits(largest.norm / step)}) of ${
        this.#parts.swarm.members.get(largest.name)?.publicKey
      }`;
    if (isClosed && !wasClosed) {
      const missing = digits(this.#gate.missing / step);
      const residuals = digits(this.#residuals / step);
      this.#tell(
        lacked,
        `${missing} in updates,${most}; ${residuals} in residuals`,
      );
    } else if (wasClosed && !isClosed) {
      const waited = `${Math.round(now - this.#gate.closedAt)} ms`;
      this.#tell(
        this.distance,
        this.givenUp === givenUp
          ? `it came in ${waited}`
          : `${
            digits(lacked)
          } given up, as nobody has brought it in ${waited},${most}`,
      );
    }
    this.isAwaited = isClosed;
    return isClosed
      ? `updates: ${digits(lacked)} of at most ${digits(this.bound)} steps lack`
      : undefined;
  }

  #tell(distance: number, reason: string): void {
    const { isClosed, bound } = this;
    this.#parts.emit({ type: "gate", isClosed, distance, bound, reason });
  }

  #besides(step: number): number {
    return Math.min(this.#residuals, RESIDUALS * this.bound * step);
  }

  get #isAsking(): boolean {
    return this.#parts.recovery.isCatchingUp;
  }

  get #patience(): number {
    const { acknowledged, members } = this.#parts.swarm;
    const usual = acknowledged.delays.quantile(0.25);
    return usual === undefined
      ? members.live()[0]?.silence.patience ?? 0
      : PATIENCE * usual;
  }

  /** Brings the gate up to date with whatever has changed. */
  #look(): void {
    const { swarm, rounds, turns } = this.#parts;
    const live = swarm.members.live();
    const { round } = rounds;
    if (this.isClosed && live === this.#live && round === this.#round) {
      for (const member of this.#touched) this.#lookAt(member);
    } else {
      this.#live = live;
      this.#round = round;
      this.#residuals = turns.publisher.residualNorm;
      for (const member of swarm.members.all()) {
        this.#lookAt(member);
        if (isGone(member)) continue;
        this.#residuals += this.#elastic.log.residualNorm(member.number);
      }
      this.#gate.addUp();
    }
    this.#touched.clear();
  }

  #lookAt(member: Member): void {
    const { feed } = member;
    const { replica } = this.#parts.config;
    const mayCome = !isGone(member) && !this.#isLater(feed) &&
      replica.feed(feed)?.ended === undefined;
    this.#gate.set(feed, mayCome ? this.#elastic.missingOf(member) : 0);
  }

  /** Whether a feed's next entry is known to be of no earlier round than this one. */
  #isLater(feed: FeedId): boolean {
    const { config: { replica, variant }, rounds } = this.#parts;
    if (!namesRounds(variant)) return false;
    const next = replica.peek(feed);
    if (next !== undefined) return next.header.round >= rounds.round;
    const last = replica.feed(feed)?.folded?.header.round;
    if (last === undefined) return false;
    // Where peers are counted, each publishes once a round.
    return last + (countsPeers(variant) ? 1 : 0) >= rounds.round;
  }
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
