import type { ClockCount, FeedId, Update } from "../replica/mod.ts";
import { namesRounds } from "../synchronicity/mod.ts";
import { byPlace } from "./by_place.ts";
import { CatchUp } from "./catch_up.ts";
import type { PeerConfig } from "./config.ts";
import type { PeerAction, PeerEvent, TransferFrame } from "./events.ts";
import { Fetch } from "./fetch.ts";
import { Heritage } from "./heritage.ts";
import type { Herald } from "./herald.ts";
import type { Member } from "./members.ts";
import type { Progress } from "./progress.ts";
import { Pulls } from "./pulls.ts";
import type { Rounds } from "./rounds.ts";
import { encodeRequest } from "./serve.ts";
import { StreamWatch } from "./stream_watch.ts";
import type { Swarm } from "./swarm.ts";
import { Takeover } from "./takeover.ts";

/** Own updates that a live peer may have yet to fold. */
export const WINDOW = 8;

/** Entries of other feeds that are looked at with each header, on average. */
const LOOKED_AT = 8;

/** The rooms that recovery works with. */
export interface RecoveryParts {
  config: PeerConfig;
  publicKey: string;
  swarm: Swarm;
  rounds: Rounds;
  herald: Herald;
  progress: Progress;
  emit: (event: PeerEvent) => void;
  act: (action: PeerAction) => void;
}

/**
 * Gets what gossip did not bring: notices the gap, asks one partner, and takes
 * updates or a snapshot. Gossip may drop; the feed may not.
 */
export class Recovery {
  /** When to ask, and whom. */
  readonly catchUp: CatchUp;
  /** What was announced and is on its way. */
  readonly pulls: Pulls;
  readonly #parts: RecoveryParts;
  readonly #fetch: Fetch;
  readonly #heritage = new Heritage();
  readonly #stream = new StreamWatch();
  #joiningAnswers = 0;
  readonly #takeover: Takeover;
  #lacked = 0;
  /** What is still to come of the answer is history alone. */
  #isLevel = false;

  /** Starts without a gap. */
  constructor(parts: RecoveryParts) {
    const { replica, window = WINDOW } = parts.config;
    this.#parts = parts;
    this.#fetch = new Fetch({ replica, emit: parts.emit });
    this.pulls = new Pulls({ ...parts, replica, lost: this.#lost });
    // What is on its way is not missing: it is given its time.
    this.catchUp = new CatchUp((feed) => this.pulls.reach(feed), window);
    const { catchUp } = this, fetch = this.#fetch, heritage = this.#heritage;
    this.#takeover = new Takeover({ ...parts, catchUp, fetch, heritage });
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
    if (asking !== undefined) return this.#isLevel;
    if (!this.#parts.swarm.members.isAnyoneThere) return true;
    if (isFar) return false;
    return partner === undefined || answers > this.#joiningAnswers;
  }

  /** Whether what is coming now is missing here. */
  get isCatchingUp(): boolean {
    return this.catchUp.asking !== undefined && !this.#isLevel;
  }

  /** A pull came to nothing: what it was to bring is missing, and has had its time. */
  readonly #lost = (feed: FeedId, seq: number, since: number): void => {
    const member = this.#parts.swarm.members.get(feed);
    if (member !== undefined) this.noteOwn(member, seq, since);
  };

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

  /** When to ask, or to look after what is on its way; Infinity where nothing is missing. */
  deadline(urgent: boolean): number {
    return Math.min(this.pulls.deadline, this.#askAt(urgent));
  }

  #askAt(urgent: boolean): number {
    const { delays } = this.#parts.swarm.acknowledged;
    const patience = delays.quantile(0.25);
    return Math.min(
      this.#stream.deadline,
      this.catchUp.deadline(urgent, patience),
    );
  }

  /** The request to send now, if the gap is old enough. */
  ask(urgent: boolean, now: number): PeerAction | undefined {
    this.pulls.giveUp(now);
    if (now < this.#askAt(urgent)) return;
    const { swarm, emit } = this.#parts;
    if (this.#isAwaited(now)) return;
    const { missing, isFar } = this.catchUp;
    // Whoever keeps up takes updates: a snapshot does not say in which rounds it
    // is, and what it brings cannot be served to others.
    const snapshotWelcome = this.catchUp.snapshotWelcome && (urgent || isFar);
    const askable = this.#fetch.askable(swarm.connected);
    const partner = this.catchUp.choose(
      askable,
      this.#clockOf,
      snapshotWelcome ? this.#byPlace : undefined,
    );
    if (partner === undefined) {
      this.catchUp.ended(true, now);
      return;
    }
    this.#begin(partner, now);
    this.#lacked = missing;
    emit({ type: "catch-up", peer: partner, missing });
    const wish = this.catchUp.wantsParts ? "refused" : snapshotWelcome;
    const resume = wish === true ? this.#fetch.resume(partner) : undefined;
    const request = encodeRequest(this.pulls.held(), wish, resume);
    return { kind: "catch-up", publicKey: partner, request };
  }

  /** The request for a snapshot from a peer, whatever may be missing; nothing must be asked for yet. */
  askForSnapshot(partner: string, now: number): PeerAction {
    const { config, emit } = this.#parts;
    this.#begin(partner, now);
    const missing = this.#lacked = this.catchUp.missing;
    emit({ type: "catch-up", peer: partner, missing });
    return {
      kind: "catch-up",
      publicKey: partner,
      request: encodeRequest(config.replica.held(), "needed"),
    };
  }

  #begin(partner: string, now: number): void {
    this.catchUp.asking = partner;
    this.#isLevel = false;
    const { members } = this.#parts.swarm;
    this.#stream.begin(now, members.byKey(partner)?.full?.beat);
  }

  /** Whether an answer is on its way; one that has stalled is given up. */
  #isAwaited(now: number): boolean {
    const { asking } = this.catchUp;
    if (asking === undefined) return false;
    if (!this.#stream.hasStalled(now)) return true;
    const who = asking.slice(0, 8),
      ms = Math.round(this.#stream.silentFor(now));
    const text =
      `Peer ${who} has sent nothing of its answer for ${ms} ms: another is asked for the rest`;
    this.#parts.emit({ type: "warning", text });
    this.#giveUp(asking, now);
    return true;
  }

  #giveUp(publicKey: string, now: number): void {
    this.#stream.end();
    this.#fetch.ended();
    this.#parts.act({ kind: "give-up", publicKey });
    this.catchUp.ended(true, now);
  }

  readonly #byPlace = (keys: readonly string[]): string[] => {
    const { swarm, publicKey: self } = this.#parts;
    return byPlace(keys, swarm.members, { self, first: this.catchUp.partner });
  };

  /** What a peer has told of its clock last. */
  readonly #clockOf = (publicKey: string): readonly ClockCount[] =>
    this.#parts.swarm.members.byKey(publicKey)?.full?.entries ?? [];

  /** Part of the answer has come. */
  heard(now: number): void {
    this.#stream.hear(now);
  }

  /** An update of the past has come that the model holds: somebody who is away may lack it. */
  inherit(update: Update): void {
    if (this.#isLevel) this.#heritage.take(update);
  }

  /**
   * Takes part of a model, or of a sum; one that is whole is taken over.
   *
   * @returns whether the replica holds it now
   */
  take(
    from: string,
    frame: TransferFrame,
    joining: boolean,
    now: number,
  ): boolean {
    // Who has stalled and been given up may go on all the same.
    if (from !== this.catchUp.asking) return false;
    this.heard(now);
    const taken = this.#fetch.take(from, frame);
    if (taken === undefined) return false;
    if (taken === "refused") {
      this.#giveUp(from, now);
      return false;
    }
    const outcome = this.#takeover.take(taken, from, joining);
    if (outcome === "refused") this.#giveUp(from, now);
    if (outcome !== "moved") return false;
    if ("heads" in taken) this.#level(from, joining);
    else this.catchUp.arrived(taken.feed, now);
    return true;
  }

  /** A joiner that holds all that its partner did need not wait for the answer's end. */
  #level(from: string, joining: boolean): void {
    const { config, rounds, swarm } = this.#parts;
    const full = swarm.members.byKey(from)?.full;
    if (full === undefined) return;
    if (config.replica.lacks(full.entries)) return;
    this.#isLevel = true;
    if (joining && namesRounds(config.variant)) rounds.jump(full.round);
  }

  /** The partner's answer has ended: what it had told is here, or asked anew. */
  ended(partner: string, error: string | undefined, now: number): void {
    if (partner !== this.catchUp.asking) return;
    const { config, rounds, swarm, emit } = this.#parts;
    this.#stream.end();
    this.#fetch.ended();
    this.#heritage.settle(config.replica);
    if (error === undefined) {
      this.#stream.succeed();
      this.#fetch.done();
      // With those parts the next snapshot may fit.
      this.catchUp.wantsParts = false;
    }
    // Where the answer brought nothing, the next one may not either: ask later.
    const { missing: left } = this.catchUp;
    const brought = left === 0 || left < this.#lacked;
    this.catchUp.ended(error !== undefined || !brought, now);
    if (error !== undefined) emit({ type: "warning", text: error });
    const full = swarm.members.byKey(partner)?.full;
    if (full === undefined) return;
    this.catchUp.note(partner, full.entries, now);
    if (config.replica.lacks(full.entries)) return;
    if (namesRounds(config.variant)) rounds.jump(full.round);
  }
}
