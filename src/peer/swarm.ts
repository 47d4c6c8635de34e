import {
  type FeedId,
  feedIdOf,
  type Status,
  toHex,
  type UpdateHeader,
} from "../replica/mod.ts";
import { RecentDelays } from "../synchronicity/mod.ts";
import type { PeerEvent } from "./events.ts";
import { isLive, type Member, Members } from "./members.ts";

/** What a received header changed in the picture of its sender. */
export interface Heard {
  member: Member;
  /** The sender came into the roster, or back into it. */
  joined: boolean;
}

/**
 * Who is there, how far each has got, and who can be waited for: the picture of
 * the others that their signed headers paint.
 */
export class Swarm {
  /** Everyone heard. */
  readonly members = new Members();
  /** From publishing an update to hearing that another has folded it, ms. */
  readonly acknowledgement = new RecentDelays();
  /** Hex public keys with an open connection. */
  readonly connected = new Set<string>();
  readonly #self: FeedId;
  readonly #emit: (event: PeerEvent) => void;
  readonly #publishedAt = new Map<number, number>();

  /**
   * Starts alone.
   *
   * @param self the own feed
   */
  constructor(self: FeedId, emit: (event: PeerEvent) => void) {
    this.#self = self;
    this.#emit = emit;
  }

  /** Live peers, this one included. */
  get size(): number {
    return this.members.live().length + 1;
  }

  /** Notes that the own update `seq` goes out now. */
  published(seq: number, now: number): void {
    this.#publishedAt.set(seq, now);
    if (this.#publishedAt.size > 64) this.#publishedAt.delete(seq - 64);
  }

  /** Takes in an update's header. */
  hearUpdate(header: UpdateHeader, round: number, now: number): Heard {
    const member = this.#member(header.publicKey, header.incarnation, now);
    member.seq = Math.max(member.seq, header.seq);
    this.#acknowledge(member, header.entries, now);
    return this.#speak(member, header.round, round, now, false);
  }

  /**
   * Takes in a bare header; undefined where a newer one came first.
   *
   * @param round the own round, which tells whether the sender keeps up
   */
  hearStatus(status: Status, round: number, now: number): Heard | undefined {
    const member = this.#member(status.publicKey, status.incarnation, now);
    if (status.number <= member.statusNumber) return undefined;
    member.statusNumber = status.number;
    member.seq = Math.max(member.seq, status.seq);
    member.digest = toHex(status.digest);
    member.done = status.flags.done;
    if (status.full) member.full = status;
    this.#acknowledge(member, status.entries, now);
    if (status.flags.leaving) {
      this.#leave(member);
      return { member, joined: false };
    }
    return this.#speak(member, status.round, round, now, status.flags.joining);
  }

  /** Whether a connected peer has not said yet where it stands. */
  get awaitsWord(): boolean {
    for (const publicKey of this.connected) {
      if (this.members.byKey(publicKey)?.full === undefined) return true;
    }
    return false;
  }

  /** A connection opened. */
  connect(publicKey: string): void {
    this.connected.add(publicKey);
  }

  /** A connection broke: whoever had finished has left, others are doubted sooner. */
  disconnect(publicKey: string): void {
    this.connected.delete(publicKey);
    const member = this.members.byKey(publicKey);
    if (member === undefined) return;
    if (member.done) this.#leave(member);
    else member.silence.disconnect();
  }

  /** Suspects whoever is silent beyond explanation; whether anyone was. */
  suspectSilent(now: number): boolean {
    let changed = false;
    for (const member of this.members.all()) {
      if (member.left || member.suspected) continue;
      if (!member.silence.isSuspect(now)) continue;
      member.suspected = true;
      member.joining = true;
      changed = true;
      this.#emit({
        type: "member-suspected",
        peer: member.publicKey,
        silentMs: member.silence.silentFor(now),
        patienceMs: member.silence.patience,
        members: this.size,
      });
    }
    return changed;
  }

  /** When the next silence has to be looked at. */
  get deadline(): number {
    let deadline = Infinity;
    for (const member of this.members.all()) {
      if (member.left || member.suspected) continue;
      deadline = Math.min(deadline, member.silence.deadline);
    }
    return deadline;
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
    let furthest: { member: Member; behind: number } | undefined;
    for (const member of this.members.live()) {
      const behind = seq - member.folded;
      if (member.lagging && behind <= window / 2) member.lagging = false;
      if (member.lagging) continue;
      if (furthest === undefined || behind > furthest.behind) {
        furthest = { member, behind };
      }
    }
    return furthest;
  }

  /**
   * The least that all peers are known to have folded of `feed`.
   *
   * @param liveOnly leave out those that are suspected, and may return
   */
  foldedByAll(feed: FeedId, liveOnly: boolean): number {
    let least = Infinity;
    for (const { full, left, suspected } of this.members.all()) {
      if (left || (suspected && liveOnly)) continue;
      const entry = full?.entries.find((entry) => entry.feed === feed);
      least = Math.min(least, entry?.count ?? 0);
    }
    return least;
  }

  #member(publicKey: Uint8Array, incarnation: number, now: number): Member {
    const feed = feedIdOf(publicKey, incarnation);
    return this.members.get(feed) ??
      this.members.add(feed, toHex(publicKey), incarnation, now);
  }

  #acknowledge(
    member: Member,
    entries: readonly { feed: FeedId; count: number }[],
    now: number,
  ): void {
    for (const { feed, count } of entries) {
      if (feed !== this.#self || count <= member.folded) continue;
      const at = this.#publishedAt.get(count);
      if (at !== undefined) this.acknowledgement.add(now - at);
      member.folded = count;
    }
  }

  #speak(
    member: Member,
    theirs: number,
    ours: number,
    now: number,
    joining: boolean,
  ): Heard {
    member.round = Math.max(member.round, theirs);
    if (member.left) return { member, joined: false };
    if (member.suspected) {
      member.silence.restart(now);
      member.suspected = false;
      member.lagging = true;
      this.#emit({
        type: "member-returned",
        peer: member.publicKey,
        members: this.size,
      });
    } else {
      member.silence.hear(now);
    }
    const wasLive = isLive(member);
    if (joining) member.joining = true;
    else if (member.joining && member.round >= ours - 1) member.joining = false;
    const joined = !wasLive && isLive(member);
    if (joined) {
      this.#emit({
        type: "member-joined",
        peer: member.publicKey,
        members: this.size,
        round: member.round,
      });
    }
    return { member, joined };
  }

  #leave(member: Member): void {
    if (member.left) return;
    member.left = true;
    this.#emit({
      type: "member-left",
      peer: member.publicKey,
      members: this.size,
    });
  }
}
