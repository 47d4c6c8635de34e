import {
  type ClockCount,
  type FeedId,
  type Status,
  toHex,
  type Update,
} from "../replica/mod.ts";
import { Doubles } from "./doubles.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import type { PeerEvent } from "./events.ts";
import { Greetings } from "./greetings.ts";
import { isLive, type Member, Members } from "./members.ts";
import { Vigil } from "./vigil.ts";

/** In swarms of no more than so many, everybody counts as near. */
const NEAR = 64;

/** What a received header changed in the picture of its sender. */
export interface Heard {
  member: Member;
  /** The sender came into the roster, or back into it. */
  joined: boolean;
  /** It is the sender's first. */
  isFirst: boolean;
}

/**
 * Who is there, how far each has got, and who can be waited for: the picture of
 * the others that their signed headers paint.
 */
export class Swarm {
  /** Everyone heard. */
  readonly members = new Members();
  /** How far the others have folded the own updates, and how long that took. */
  readonly acknowledged: Acknowledgements;
  /** Who is connected and has said nothing yet. */
  readonly greetings = new Greetings();
  /** Whose silence is beyond explanation. */
  readonly vigil: Vigil;
  /** Hex public keys with an open connection. */
  readonly connected = new Set<string>();
  readonly #emit: (event: PeerEvent) => void;
  readonly #doubles: Doubles;
  #furthest: Member | undefined;

  /**
   * Starts alone.
   *
   * @param self the own feed
   */
  constructor(self: FeedId, emit: (event: PeerEvent) => void) {
    this.acknowledged = new Acknowledgements(self);
    this.#emit = emit;
    this.#doubles = new Doubles(this.members, emit);
    this.vigil = new Vigil(this.members, emit);
  }

  /** Live peers, this one included. */
  get size(): number {
    return this.members.liveCount + 1;
  }

  /**
   * This machine slept for so many ms: nobody is suspected for it, and the time
   * until what went out before is acknowledged says nothing of the links.
   */
  slept(now: number, ms: number): void {
    this.vigil.forgive(now, ms);
    this.acknowledged.slept();
  }

  /**
   * Whether a peer's acknowledgements are looked at, and its updates acknowledged:
   * everybody's in a small swarm, the neighbours' in a large one. Who reads too
   * slowly is a matter for those whose messages pile up before it; and a header
   * that named all of a thousand feeds would cost more than its update.
   */
  isNear(member: Member): boolean {
    return member.connected || this.members.size <= NEAR;
  }

  /** {@linkcode Swarm.isNear} of a feed's publisher, which may be unknown. */
  isFeedNear(feed: FeedId): boolean {
    return this.members.size <= NEAR ||
      this.members.get(feed)?.connected === true;
  }

  /** Takes in an update's header. */
  hearUpdate(
    { feed, header }: Pick<Update, "feed" | "header">,
    round: number,
    now: number,
  ): Heard {
    const member = this.members.get(feed) ??
      this.#admit(feed, header.publicKey, header.incarnation, now);
    member.seq = Math.max(member.seq, header.seq);
    member.waiting = false;
    this.#acknowledge(member, header.entries, now);
    this.#doubles.watch(member, now);
    const joined = this.#speak(member, header.round, round, now, false);
    return { member, joined, isFirst: false };
  }

  /**
   * Takes in a bare header; undefined where a newer one came first.
   *
   * @param round the own round, which tells whether the sender keeps up
   */
  hearStatus(status: Status, round: number, now: number): Heard | undefined {
    const member = this.members.get(status.feed) ??
      this.#admit(
        status.feed,
        status.publicKey,
        status.incarnation,
        now,
        status.beat,
      );
    if (status.number <= member.statusNumber) return undefined;
    const isFirst = member.statusNumber < 0;
    if (isFirst) this.greetings.hear(member.publicKey, now);
    member.statusNumber = status.number;
    member.seq = Math.max(member.seq, status.seq);
    member.digest = status.digest;
    member.done = status.flags.done;
    member.waiting = !status.flags.computing;
    this.greetings.hasBegun ||= status.flags.computing || status.seq > 0;
    if (status.seat >= 0) member.seat = status.seat;
    if (status.full) member.full = status;
    if (status.units !== member.units) {
      this.members.hearUnits(member, status.units);
    }
    this.#acknowledge(member, status.entries, now);
    this.#doubles.watch(member, now, status.stopReason);
    if (status.flags.leaving) {
      this.#leave(member);
      return { member, joined: false, isFirst };
    }
    const { beat, flags: { joining } } = status;
    const joined = this.#speak(member, status.round, round, now, joining, beat);
    return { member, joined, isFirst };
  }

  /**
   * Takes in the last word of somebody who is away, as another peer passes it on:
   * what it lacks is kept for it.
   */
  hearOfAbsent(status: Status, now: number): void {
    const { feed, publicKey, incarnation, beat, number } = status;
    const known = this.members.get(feed);
    const member = known ??
      this.#admit(feed, publicKey, incarnation, now, beat);
    if (known === undefined) {
      this.members.mark(member, { suspected: true });
    }
    if (!member.suspected || number <= member.statusNumber) return;
    member.statusNumber = number;
    member.seq = Math.max(member.seq, status.seq);
    member.round = Math.max(member.round, status.round);
    if (status.full) member.full = status;
  }

  /** A connection opened. */
  connect(publicKey: string, now: number): void {
    this.connected.add(publicKey);
    const member = this.members.byKey(publicKey);
    if (member === undefined || member.statusNumber < 0) {
      this.greetings.connect(publicKey, now);
    }
    if (member !== undefined) member.connected = true;
  }

  /** A connection broke: whoever had finished has left, others are doubted sooner. */
  disconnect(publicKey: string, now: number): void {
    this.connected.delete(publicKey);
    this.greetings.disconnect(publicKey);
    const member = this.members.byKey(publicKey);
    if (member === undefined) return;
    member.connected = false;
    if (member.done) {
      this.#leave(member);
      return;
    }
    this.vigil.disconnect(member, now);
  }

  /**
   * The live peer with the most own updates yet to fold, and how many: what
   * back-pressure looks at. One that lags is left out until it has caught up to
   * half the window.
   */
  furthestBehind(
    seq: number,
    window: number,
  ): { member: Member; behind: number } | undefined {
    const known = this.#furthest;
    if (
      known !== undefined && isLive(known) && !known.lagging &&
      seq - known.folded >= window
    ) {
      return { member: known, behind: seq - known.folded };
    }
    let furthest: Member | undefined;
    for (const member of this.members.live()) {
      if (!this.isNear(member)) continue;
      const behind = seq - member.folded;
      if (member.lagging && behind <= window / 2) member.lagging = false;
      if (member.lagging) continue;
      if (furthest === undefined || member.folded < furthest.folded) {
        furthest = member;
      }
    }
    this.#furthest = furthest;
    if (furthest === undefined) return undefined;
    return { member: furthest, behind: seq - furthest.folded };
  }

  #admit(
    feed: FeedId,
    publicKey: Uint8Array,
    incarnation: number,
    now: number,
    beat?: number,
  ): Member {
    const key = toHex(publicKey);
    const silence = this.vigil.begin(now, beat);
    const member = this.members.add(feed, key, incarnation, silence);
    member.connected = this.connected.has(key);
    return member;
  }

  #acknowledge(
    member: Member,
    entries: readonly ClockCount[],
    now: number,
  ): void {
    if (this.isNear(member)) this.acknowledged.hear(member, entries, now);
  }

  #speak(
    member: Member,
    theirs: number,
    ours: number,
    now: number,
    joining: boolean,
    beat?: number,
  ): boolean {
    member.round = Math.max(member.round, theirs);
    if (member.left) return false;
    this.vigil.hear(member, now, beat);
    if (member.suspected) {
      this.members.mark(member, { suspected: false });
      member.dealtUntil = -1;
      member.lagging = true;
      this.#tell("member-returned", member);
    }
    const wasLive = isLive(member);
    if (joining !== member.joining) {
      if (joining) this.members.mark(member, { joining });
      else if (member.round >= ours - 1) this.members.mark(member, { joining });
    }
    const joined = !wasLive && isLive(member);
    if (joined) {
      this.#emit({
        type: "member-joined",
        peer: member.publicKey,
        members: this.size,
        round: member.round,
      });
    }
    return joined;
  }

  #leave(member: Member): void {
    if (member.left) return;
    this.members.mark(member, { left: true });
    this.#tell("member-left", member);
  }

  #tell(type: "member-left" | "member-returned", { publicKey }: Member): void {
    this.#emit({ type, peer: publicKey, members: this.size });
  }
}
