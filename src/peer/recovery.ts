import type { ClockCount } from "../replica/mod.ts";
import { namesRounds } from "../synchronicity/mod.ts";
import { CatchUp } from "./catch_up.ts";
import type { PeerConfig } from "./config.ts";
import type { PeerAction, PeerEvent } from "./events.ts";
import type { Herald } from "./herald.ts";
import type { Member } from "./members.ts";
import type { Progress } from "./progress.ts";
import type { Rounds } from "./rounds.ts";
import { encodeRequest } from "./serve.ts";
import type { Swarm } from "./swarm.ts";

/** Own updates that a live peer may have yet to fold. */
export const WINDOW = 8;

/** Entries of other feeds that are looked at with each header, on average. */
const LOOKED_AT = 8;

/** The rooms that recovery works with. */
export interface RecoveryParts {
  config: PeerConfig;
  swarm: Swarm;
  rounds: Rounds;
  herald: Herald;
  progress: Progress;
  emit: (event: PeerEvent) => void;
}

/**
 * Gets what gossip did not bring: notices the gap, asks one partner, and takes
 * updates or a snapshot. Gossip may drop; the feed may not.
 */
export class Recovery {
  /** When to ask, and whom. */
  readonly catchUp: CatchUp;
  readonly #parts: RecoveryParts;
  #joiningAnswers = 0;
  #lacked = 0;
  #warned = false;

  /** Starts without a gap. */
  constructor(parts: RecoveryParts) {
    const { replica, window = WINDOW } = parts.config;
    this.#parts = parts;
    this.catchUp = new CatchUp(
      (feed) => replica.feed(feed)?.count ?? 0,
      window,
    );
  }

  /**
   * Whether this peer comes late and has to join: the others are past their
   * first round, or further than what may be on its way.
   */
  get isLate(): boolean {
    const { catchUp } = this;
    const { swarm } = this.#parts;
    if (catchUp.isFar) return true;
    if (catchUp.partner === undefined) return false;
    for (const { statusNumber, round, left } of swarm.members.all()) {
      if (!left && statusNumber >= 0 && round > 1) return true;
    }
    return false;
  }

  /** A joiner begins to catch up. */
  join(): void {
    this.#joiningAnswers = this.catchUp.answers;
  }

  /**
   * Whether a joiner has what the others had when it asked: what is missing now
   * is on its way. Or the others are gone, and what they had with them: then there
   * is nothing left to wait for.
   */
  get hasJoined(): boolean {
    const { asking, isFar, partner, answers } = this.catchUp;
    if (asking !== undefined) return false;
    if (!this.#isAnyoneThere) return true;
    if (isFar) return false;
    return partner === undefined || answers > this.#joiningAnswers;
  }

  get #isAnyoneThere(): boolean {
    for (const { left, suspected } of this.#parts.swarm.members.all()) {
      if (!left && !suspected) return true;
    }
    return false;
  }

  /** Notes how many updates a peer has published, in its own words. */
  noteOwn({ feed, publicKey }: Member, seq: number, now: number): void {
    this.catchUp.noteOne(publicKey, feed, seq, now);
  }

  /**
   * Notes what a neighbour's clock names. In a large swarm many name the same, so
   * the more a header names, the rarer all of it is looked at.
   *
   * @param number the header's, among those of its kind
   */
  note(
    member: Member,
    entries: readonly ClockCount[],
    number: number,
    now: number,
  ): void {
    if (number % Math.ceil(entries.length / LOOKED_AT) !== 0) return;
    if (!this.#parts.swarm.isNear(member)) return;
    this.catchUp.note(member.publicKey, entries, now);
  }

  /** When to ask; Infinity where nothing is missing. */
  deadline(urgent: boolean): number {
    const { acknowledgement } = this.#parts.swarm;
    return this.catchUp.deadline(urgent, acknowledgement.quantile(0.25));
  }

  /** The request to send now, if the gap is old enough. */
  ask(urgent: boolean, now: number): PeerAction | undefined {
    const { config, swarm, emit } = this.#parts;
    if (now < this.deadline(urgent)) return;
    const { missing, isFar } = this.catchUp;
    // Whoever keeps up takes updates: a snapshot does not say in which rounds it
    // is, and what it brings cannot be served to others.
    const snapshotWelcome = this.catchUp.snapshotWelcome && (urgent || isFar);
    const partner = this.catchUp.choose(swarm.connected, this.#clockOf);
    if (partner === undefined) {
      this.catchUp.ended(true, now);
      return;
    }
    this.catchUp.asking = partner;
    this.#lacked = missing;
    emit({ type: "catch-up", peer: partner, missing });
    return {
      kind: "catch-up",
      publicKey: partner,
      request: encodeRequest(config.replica.held(), snapshotWelcome),
    };
  }

  /** What a peer has told of its clock last. */
  readonly #clockOf = (publicKey: string): readonly ClockCount[] =>
    this.#parts.swarm.members.byKey(publicKey)?.full?.entries ?? [];

  /**
   * Takes over a snapshot; one that is wrong is refused with a warning, and asked
   * for no more.
   */
  adopt(bytes: Uint8Array, joining: boolean): void {
    const { config, rounds, herald, progress, emit } = this.#parts;
    try {
      rounds.adopt(bytes, joining);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "SnapshotError") {
        throw error;
      }
      this.catchUp.snapshotWelcome = false;
      if (!this.#warned) emit({ type: "warning", text: error.message });
      this.#warned = true;
      return;
    }
    this.#warned = false;
    progress.units = config.replica.units;
    herald.moved = true;
    for (const [feed] of config.replica.clock.entries()) herald.folded(feed);
  }

  /** The partner's answer has ended: what it had told is here, or asked anew. */
  ended(partner: string, error: string | undefined, now: number): void {
    const { config, rounds, swarm, emit } = this.#parts;
    // Where the answer brought nothing, the next one may not either: ask later.
    const { missing: left } = this.catchUp;
    const brought = left === 0 || left < this.#lacked;
    this.catchUp.ended(error !== undefined || !brought, now);
    if (error !== undefined) emit({ type: "warning", text: error });
    const full = swarm.members.byKey(partner)?.full;
    if (full === undefined) return;
    const missing = this.catchUp.note(partner, full.entries, now);
    if (missing === 0 && namesRounds(config.variant)) rounds.jump(full.round);
  }
}
