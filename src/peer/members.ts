import type { FeedId, Status } from "../replica/mod.ts";
import type { RecentDelays, Silence } from "../synchronicity/mod.ts";

/** What this peer knows of another, from that one's own signed headers. */
export interface Member {
  /** The feed it publishes. */
  readonly feed: FeedId;
  /** Hex of the public key. */
  readonly publicKey: string;
  /** Which run of the identity. */
  readonly incarnation: number;
  /** Its place among all that were ever heard, from 0. */
  readonly number: number;
  /** How long it may be silent. */
  readonly silence: Silence;
  /** There is a connection with it. */
  connected: boolean;
  /** The number of the newest status. */
  statusNumber: number;
  /** Units of its own data; 0 where they are dealt, or before its first status. */
  readonly units: number;
  /** The seat that it names, or was dealt to before it named one; -1 for none. */
  seat: number;
  /**
   * The last epoch in which units are dealt to it although it is lost: others may
   * have begun that one before. -1 where it is not lost.
   */
  dealtUntil: number;
  /** The newest status that named a whole clock. */
  full: Status | undefined;
  /** Round of the newest header. */
  round: number;
  /** Own entries it has published, as far as heard. */
  seq: number;
  /** Digest of its clock, 8 bytes, as of the newest status. */
  digest: Uint8Array;
  /** How many of *our* updates it has folded, at least. */
  folded: number;
  /**
   * How long messages are under way between here and it, at least, ms: half the
   * time from publishing to hearing that it has folded, less the time since it
   * spoke before, in which it may have kept the news. No two clocks are compared,
   * and a slow computer on a fast link has none. Undefined before any was measured,
   * as for most of a large swarm.
   */
  lag: RecentDelays | undefined;
  /**
   * From publishing an update to hearing that it has folded it, ms. Undefined
   * before any was measured, as for most of a large swarm.
   */
  acknowledgement: RecentDelays | undefined;
  /** It has not caught up yet, and is not waited for. */
  readonly joining: boolean;
  /** It has reached the end and publishes nothing more. */
  done: boolean;
  /** It has gone for good. */
  readonly left: boolean;
  /** It is silent beyond what its history explains. */
  readonly suspected: boolean;
  /** Reads too slowly to be waited for. */
  lagging: boolean;
  /** Its newest word says that it computes nothing: it waits for others. */
  waiting: boolean;
}

/** What decides whether a member counts. */
type Counting = Pick<Member, "joining" | "left" | "suspected">;

/** The members of the swarm that this peer has heard, without itself. */
export class Members {
  readonly #byFeed = new Map<FeedId, Member>();
  readonly #byKey = new Map<string, Member>();
  #live: readonly Member[] | undefined;
  #liveCount = 0;
  #liveUnits = 0;
  #presentCount = 0;
  #departures = 0;

  /** How many were ever heard, the departed included. */
  get size(): number {
    return this.#byFeed.size;
  }

  /** How many count towards a quorum. */
  get liveCount(): number {
    return this.#liveCount;
  }

  /** How many are there, joining or not. */
  get presentCount(): number {
    return this.#presentCount;
  }

  /** Units of their own data that those have together who count. */
  get liveUnits(): number {
    return this.#liveUnits;
  }

  /** How often a member has left or was suspected. */
  get departures(): number {
    return this.#departures;
  }

  /** Whether anybody is there, joining or not. */
  get isAnyoneThere(): boolean {
    return this.#presentCount > 0;
  }

  /** The member behind a feed. */
  get(feed: FeedId): Member | undefined {
    return this.#byFeed.get(feed);
  }

  /** The newest incarnation of an identity. */
  byKey(publicKey: string): Member | undefined {
    return this.#byKey.get(publicKey);
  }

  /** Everyone ever heard, the departed included. */
  all(): Iterable<Member> {
    return this.#byFeed.values();
  }

  /** Everyone who counts towards a quorum: heard, not joining, not gone. */
  live(): readonly Member[] {
    return this.#live ??= [...this.#byFeed.values()].filter(isLive);
  }

  /**
   * Everyone to whom units of an epoch are dealt: the live, and of the lost those
   * that others count among the owners in it. Whoever sits in the seat of one that
   * is lost has its units.
   *
   * @param seat the own one
   */
  owners(epoch: number, seat: number): readonly Member[] {
    const live = this.live();
    if (this.#departures === 0) return live;
    const ghosts = [...this.#byKey.values()].filter((member) =>
      epoch <= member.dealtUntil && !isLive(member)
    );
    if (ghosts.length === 0) return live;
    const seats = new Set([seat, ...live.map((member) => member.seat)]);
    seats.delete(-1);
    return [...live, ...ghosts.filter((member) => !seats.has(member.seat))];
  }

  /** Changes what decides whether a member counts. */
  mark(member: Member, change: Partial<Counting>): void {
    const before = isLive(member);
    const wasPresent = isPresent(member);
    if (change.left || change.suspected) this.#departures++;
    Object.assign(member, change);
    this.#presentCount += Number(isPresent(member)) - Number(wasPresent);
    const after = isLive(member);
    if (before === after) return;
    this.#liveCount += after ? 1 : -1;
    this.#liveUnits += after ? member.units : -member.units;
    this.#live = undefined;
  }

  /** Takes in how many units of its own data a member has. */
  hearUnits(member: Member, units: number): void {
    if (isLive(member)) this.#liveUnits += units - member.units;
    Object.assign(member, { units });
  }

  /**
   * Takes in a feed heard for the first time. An older incarnation of the same
   * identity has left: one identity, one live feed.
   */
  add(
    feed: FeedId,
    publicKey: string,
    incarnation: number,
    silence: Silence,
  ): Member {
    const older = this.#byKey.get(publicKey);
    const member: Member = {
      feed,
      publicKey,
      incarnation,
      number: this.#byFeed.size,
      silence,
      connected: false,
      statusNumber: -1,
      units: 0,
      seat: -1,
      dealtUntil: -1,
      full: undefined,
      round: 0,
      seq: 0,
      digest: NO_DIGEST,
      folded: 0,
      lag: undefined,
      acknowledgement: undefined,
      joining: true,
      done: false,
      left: older !== undefined && older.incarnation > incarnation,
      suspected: false,
      lagging: false,
      waiting: false,
    };
    this.#byFeed.set(feed, member);
    if (!member.left) {
      this.#presentCount++;
      if (older !== undefined) this.mark(older, { left: true });
      this.#byKey.set(publicKey, member);
    }
    return member;
  }
}

const NO_DIGEST = new Uint8Array(8);

/** How many times as long as its own history explains somebody is silent until nobody expects it back. */
const GONE = 100;

/** Whether a member is suspected for so long that nobody expects it back. */
export function isLongGone(
  { left, suspected, silence }: Member,
  now: number,
): boolean {
  return !left && suspected && silence.silentFor(now) > GONE * silence.patience;
}

function isPresent({ left, suspected }: Counting): boolean {
  return !left && !suspected;
}

/** Whether a member counts: heard from, whole, and neither gone nor suspected. */
export function isLive(member: Member): boolean {
  return isPresent(member) && !member.joining;
}
