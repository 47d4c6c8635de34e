import {
  type Announcement,
  equalBytes,
  type FeedId,
  forkShownBy,
  type Frame,
  isSigned,
  type Status,
  toHex,
  type Update,
  type UpdateHeader,
  verifyStatus,
} from "../replica/mod.ts";
import { namesRounds } from "../synchronicity/mod.ts";
import type { PeerParts } from "./parts.ts";
import { FORKED_REASON, SUPERSEDED_REASON } from "./reasons.ts";
import type { Wheel } from "./wheel.ts";

/** What others say, and what it changes in the picture of the swarm. */
export class Hearing {
  readonly #parts: PeerParts;
  readonly #wheel: Wheel;

  /** Has heard nothing. */
  constructor(parts: PeerParts, wheel: Wheel) {
    this.#parts = parts;
    this.#wheel = wheel;
  }

  /**
   * Takes a frame in.
   *
   * @param relayed it is history, which tells nothing of who lives
   */
  hear(frame: Frame, relayed: boolean, now: number): void {
    if (relayed) this.#parts.recovery.heard(now);
    if (frame.kind === "update") this.#hearUpdate(frame.update, relayed, now);
    if (frame.kind === "announcement") {
      this.#hearAnnouncement(frame.announcement, relayed, now);
    }
    if (frame.kind === "status") this.#hearStatus(frame.status, relayed, now);
    if (frame.kind === "evidence") {
      this.#parts.forks.hear(frame.evidence, relayed, now);
      this.#leaveIfDouble(now);
    }
  }

  /**
   * Whether another run of this identity has spoken. The newer one goes on, as a peer
   * that has crashed must be let in at once; an older one has to hear of this one.
   */
  #isOwnIdentity(
    { publicKey, incarnation }: { publicKey: Uint8Array; incarnation: number },
    now: number,
  ): boolean {
    const { config, herald } = this.#parts;
    if (!equalBytes(publicKey, config.signer.publicKey)) return false;
    if (incarnation > config.incarnation) {
      this.#wheel.leave(SUPERSEDED_REASON, now);
    } else herald.owe();
    return true;
  }

  /** One identity is in one place: whoever hears that it is in another as well has to stop. */
  #leaveIfDouble(now: number): void {
    if (this.#parts.forks.isOwn) this.#wheel.leave(FORKED_REASON, now);
  }

  #hearUpdate(update: Update, relayed: boolean, now: number): void {
    const { feed, config, rounds, recovery, swarm } = this.#parts;
    const wasAnnounced = recovery.pulls.arrived(update, !relayed, now);
    const received = config.replica.receive(update);
    const { kind } = received;
    this.#parts.forks.settle(now);
    if (update.feed === feed) {
      // What is neither known nor damaged is new: somebody else goes on with this feed.
      if (kind === "next" || kind === "early") this.#parts.forks.isOwn = true;
      this.#leaveIfDouble(now);
      return;
    }
    if (kind === "refused" && received.ended?.fork === undefined) {
      const peer = toHex(update.header.publicKey);
      const { reason } = received;
      this.#parts.emit({ type: "feed-ended", peer, reason });
      const member = swarm.members.get(update.feed);
      // It publishes nothing more that counts, so nobody must wait for it.
      if (member !== undefined) swarm.members.mark(member, { left: true });
    }
    if (relayed && kind === "known") recovery.inherit(update);
    if (kind !== "next" && kind !== "early") return;
    if (received.admitted > 0) {
      rounds.arrived(update.feed);
      recovery.catchUp.arrived(update.feed, now);
    }
    // What was announced was its publisher's word then, and is history now.
    if (relayed || wasAnnounced) {
      this.#parts.elastic.relayed(update);
      const member = swarm.members.get(update.feed);
      if (relayed || kind !== "early" || member === undefined) return;
      recovery.noteOwn(member, update.header.seq, now);
      return;
    }
    if (this.#isOwnIdentity(update.header, now)) return;
    this.#hearHeader(update, now, kind === "early");
  }

  /**
   * A header ahead of its payload. Its publisher is alive, and what it has published is
   * known to be missing; a quorum counts it when the payload is folded.
   */
  #hearAnnouncement(
    announcement: Announcement,
    relayed: boolean,
    now: number,
  ): void {
    const { config: { replica }, recovery, forks } = this.#parts;
    const { feed, hash, header } = announcement;
    const { seq } = header;
    const here = replica.feed(feed);
    const known = here?.hashAt(seq) ?? recovery.pulls.get(feed, seq)?.hash;
    if (known === undefined && seq <= (here?.count ?? 0)) return;
    if (known !== undefined && equalBytes(known, hash)) return;
    if (seq > (here?.last ?? Infinity)) return;
    if (header.payloadLength > replica.rules.maxPayloadLength) return;
    if (!isSigned(announcement, replica.rules)) return;
    if (feed === this.#parts.feed) {
      // Somebody else goes on with this feed.
      forks.isOwn = true;
      this.#leaveIfDouble(now);
      return;
    }
    if (known !== undefined) {
      const other = recovery.pulls.get(feed, seq);
      const shown = other && forkShownBy(other, announcement);
      if (shown === undefined) replica.forks.compare([announcement]);
      else replica.forks.hear(shown);
      forks.settle(now);
      return;
    }
    recovery.pulls.begin(announcement, now);
    if (relayed || this.#isOwnIdentity(header, now)) return;
    this.#hearHeader(announcement, now, true);
    recovery.catchUp.arrived(feed, now);
  }

  /**
   * What a publisher says with an update.
   *
   * @param isAhead of what is here of its feed
   */
  #hearHeader(
    heard: { feed: FeedId; header: UpdateHeader },
    now: number,
    isAhead: boolean,
  ): void {
    const { feed, header } = heard;
    const { records, swarm, elastic, herald, recovery } = this.#parts;
    records.hear(feed, header, now);
    const { joined, member } = swarm.hearUpdate(heard, this.#round, now);
    elastic.heard(member, header, now);
    if (joined) herald.owe();
    if (isAhead) recovery.noteOwn(member, header.seq, now);
    recovery.note(member, header.entries, header.seq, now);
  }

  #hearStatus(status: Status, relayed: boolean, now: number): void {
    const { feed, config, rounds, recovery, swarm, course } = this.#parts;
    if (status.feed === feed) return;
    if (!verifyStatus(status, config.replica.rules)) return;
    if (relayed && toHex(status.publicKey) !== recovery.catchUp.asking) {
      if (!equalBytes(status.publicKey, config.signer.publicKey)) {
        swarm.hearOfAbsent(status, now);
      }
      return;
    }
    if (this.#isOwnIdentity(status, now)) return;
    this.#parts.forks.look(status, now);
    const heard = swarm.hearStatus(status, this.#round, now);
    if (heard === undefined) return;
    const { member, joined, isFirst } = heard;
    this.#parts.elastic.heard(member, status, now);
    if (joined) this.#parts.herald.owe();
    if (status.full && !member.left) rounds.hear(status);
    recovery.noteOwn(member, status.seq, now);
    // Everybody's first word counts: a joiner learns from it how far the others are.
    const number = isFirst ? 0 : status.number;
    recovery.note(member, status.entries, number, now);
    if (status.validation !== undefined) {
      course.validated(member.publicKey, status.validation);
    }
    if (status.flags.done) course.stopReason ??= status.stopReason;
  }

  /** The own round, where rounds have names. */
  get #round(): number {
    const { config, rounds } = this.#parts;
    return namesRounds(config.variant) ? rounds.round : 0;
  }
}
