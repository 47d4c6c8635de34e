import type { FeedId, UpdateHeader } from "../replica/mod.ts";
import { Durations, type Pace } from "../synchronicity/mod.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { Member } from "./members.ts";
import type { Swarm } from "./swarm.ts";

/** Peers whose gradients are timed; in a larger swarm the first so many stand for all. */
const TIMED = 64;

/** Gradients of each that are remembered. */
const WINDOW = 16;

/** Usual times after which somebody is taken to be slow rather than to have hiccuped. */
export const LATE = 3;

/** What is remembered of one peer. */
interface PaceRecord {
  readonly durations: Durations;
  /** When its newest update came, or when it was first missed, ms. */
  at: number;
}

/** A peer's pace, and whose it is. */
export interface NamedPace extends Pace {
  /** Hex of the public key. */
  readonly publicKey: string;
}

/**
 * How long everybody's gradients take, by what headers say: the delays that a
 * quorum is chosen by, and that people are shown.
 */
export class PaceRecords {
  /** The own gradients, those cut short included. */
  readonly own: Durations = new Durations();
  readonly #others = new Map<FeedId, PaceRecord>();
  readonly #swarm: Swarm;
  /** How many had left when it was last looked who has. */
  #departures = 0;
  readonly #publicKey: string;
  readonly #parts: { localSteps: LocalSteps };

  /** Knows nothing yet. */
  constructor(
    parts: { swarm: Swarm; publicKey: string; localSteps: LocalSteps },
  ) {
    this.#parts = parts;
    this.#swarm = parts.swarm;
    this.#publicKey = parts.publicKey;
  }

  /** Takes in the header of somebody's update. */
  hear(feed: FeedId, { units, computeMs }: UpdateHeader, now: number): void {
    const record = this.#recordOf(feed, now);
    if (record === undefined) return;
    record.at = now;
    if (units === 0 || !(computeMs > 0)) return;
    const { localSteps } = this.#parts;
    record.durations.add(localSteps.wholeBlock(units, computeMs));
  }

  /**
   * The paces of the live peers, this one's included. Somebody who has been at it
   * for far longer than expected is taken to need as long again; somebody of whom
   * nothing is known, as long as the others do.
   *
   * @param rounds when the present round and the one before it began, ms: whoever
   * has published in the present one is waiting, not slow
   * @returns undefined before anything is known
   */
  paces(
    { began, before }: { began: number; before: number },
    now: number,
  ): NamedPace[] | undefined {
    const members = this.expect(now);
    const usual = this.#usual;
    if (usual === undefined) return undefined;
    const paces = [paceOf(this.own, usual, { publicKey: this.#publicKey })];
    for (const member of members) {
      if (paces.length >= TIMED) break;
      const record = this.#recordOf(member.feed, now);
      if (record === undefined) continue;
      const pace = paceOf(record.durations, usual, member);
      const age = ageOf(record, { began, before }, now);
      // Somebody who has been at it for long might need as long again.
      const isLate = age > LATE * pace.mean + pace.lag;
      paces.push(isLate ? constant(2 * age, member) : pace);
    }
    return paces;
  }

  /** Also whoever has said nothing yet is known to take the time since then: the live, as they are now. */
  expect(now: number): readonly Member[] {
    const members = this.#swarm.members.live();
    for (const { feed } of members) this.#recordOf(feed, now);
    return members;
  }

  /** How long the gradients of a feed's publisher take; undefined where they are not timed. */
  of(feed: FeedId): Durations | undefined {
    return this.#others.get(feed)?.durations;
  }

  /**
   * Whether a member's present gradient takes far longer than is usual of it, or of
   * all where nothing is known of it. Looks only: what {@linkcode PaceRecords.paces}
   * says stays the same.
   *
   * @param times as for {@linkcode PaceRecords.paces}
   */
  isLate(
    { feed, lag, waiting }: Member,
    times: { began: number; before: number },
    now: number,
  ): boolean {
    if (waiting) return false;
    const record = this.#others.get(feed);
    // Of many not all are timed.
    if (record === undefined) return false;
    const usual = record.durations.mean ?? this.#usual;
    return usual !== undefined &&
      ageOf(record, times, now) > LATE * usual + (lag?.median ?? 0);
  }

  /** What is remembered of a peer; undefined where too many are timed already. */
  #recordOf(feed: FeedId, now: number): PaceRecord | undefined {
    let record = this.#others.get(feed);
    if (record !== undefined) return record;
    if (this.#others.size >= TIMED) this.#forgetGone();
    if (this.#others.size >= TIMED) return undefined;
    record = { durations: new Durations(WINDOW), at: now };
    this.#others.set(feed, record);
    return record;
  }

  /** Mean of the known means, ms. */
  get #usual(): number | undefined {
    let sum = 0;
    let known = 0;
    const all = [this.own];
    for (const { durations } of this.#others.values()) all.push(durations);
    for (const { mean } of all) {
      if (mean === undefined) continue;
      sum += mean;
      known++;
    }
    return known === 0 ? undefined : sum / known;
  }

  #forgetGone(): void {
    const { departures } = this.#swarm.members;
    if (departures === this.#departures) return;
    this.#departures = departures;
    for (const feed of this.#others.keys()) {
      const member = this.#swarm.members.get(feed);
      if (member === undefined || member.left) this.#others.delete(feed);
    }
  }
}

/** For how long somebody has been at the present gradient, ms; 0 where it waits for others. */
function ageOf(
  { at, durations: { count } }: PaceRecord,
  { began, before }: { began: number; before: number },
  now: number,
): number {
  if (count === 0) return now - at;
  if (at >= began) return 0;
  return now - (at >= before ? began : at);
}

/** Whose pace it is. */
type Whose = Pick<Member, "publicKey"> & Partial<Pick<Member, "lag">>;

function paceOf(
  durations: Durations,
  usual: number,
  whose: Whose,
): NamedPace {
  const { mean } = durations;
  if (mean === undefined) return constant(usual, whose);
  return {
    publicKey: whose.publicKey,
    mean,
    lag: whose.lag?.median ?? 0,
    steps: durations.steps,
    survival: (t) => durations.survival(t),
    goesOn: (t) => isWorthGoingOn(durations, t),
  };
}

function constant(mean: number, { publicKey, lag }: Whose): NamedPace {
  return {
    publicKey,
    mean,
    lag: lag?.median ?? 0,
    survival: (t) => (t < mean ? 1 : 0),
    goesOn: () => true,
  };
}

/** How much nearer to its end a gradient has come, for each ms spent on it, to be worth going on. */
const NEARER = 0.25;

/**
 * Whether a gradient of this age is to be finished rather than begun anew at the
 * present parameters. Where delays are memoryless or worse a new one is as near,
 * and fresh; where the remaining time shrinks with age cancelling wastes it.
 */
export function isWorthGoingOn(durations: Durations, age: number): boolean {
  // Who was never through has nothing to compare with, and would never be.
  if (durations.count === 0) return true;
  return durations.mean! - durations.remaining(age) >= NEARER * age;
}
