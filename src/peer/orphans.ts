import { unitsOf, type Update } from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";
import { DealtEpoch } from "./dealt_epoch.ts";
import { epochOf } from "./epoch_memory.ts";
import type { Member } from "./members.ts";
import type { Dealt } from "./roster.ts";
import type { Swarm } from "./swarm.ts";
import { Visits } from "./visits.ts";

/**
 * Epochs from the last update of a lost peer on in which units are dealt to it all
 * the same: it may have begun the next one, and others be one ahead of it.
 */
const SPREAD = 2;

/** The rooms that orphans come from. */
export interface OrphansParts {
  config: PeerConfig;
  swarm: Swarm;
  /** Hex of the own public key. */
  publicKey: string;
}

/**
 * Units whose owner is lost in the middle of an epoch: what nobody has visited of
 * them goes to those that remain, and nothing else moves.
 *
 * Peers are not all in the same epoch, so it is done for the own one and for the
 * one before, whose units come late rather than never. Pictures of who is there
 * differ for a while: then a unit is visited twice.
 */
export class Orphans {
  readonly #parts: OrphansParts;
  readonly #visits: Visits;
  #present: DealtEpoch | undefined;
  #previous: DealtEpoch | undefined;
  /** Units of the own epoch that were taken over, with their owner's public key. */
  readonly #taken = new Map<number, string | undefined>();
  /** The furthest epoch that was known when a peer was missed. */
  readonly #missedIn = new Map<Member, number>();
  #departures = 0;
  /** Of earlier epochs it is not known what was visited. */
  #knownFrom = 0;
  #hasSnapshot: boolean;
  readonly #isDealt: boolean;

  /** Nobody is lost. */
  constructor(parts: OrphansParts) {
    const { units, replica, ownData } = parts.config;
    this.#parts = parts;
    this.#isDealt = !ownData;
    this.#visits = new Visits(units);
    this.#hasSnapshot = replica.units > 0;
    const { resumes } = parts.config;
    if (resumes === undefined || ownData) return;
    const epoch = epochOf(resumes);
    this.#visits.startAt(epoch - 1);
    this.#visits.restore(epoch, resumes.visited);
  }

  /**
   * An update was just added to the model.
   *
   * @returns those of its units that were taken over for the own epoch, and need not
   * be visited any more: their owner has come back, or has visited them before it went
   */
  fold({ feed, header }: Update): readonly number[] {
    const { epoch } = header;
    if (!this.#isDealt || header.units === 0) return NONE;
    const units = unitsOf(header);
    for (const unit of units) this.#visits.add(epoch, unit);
    if (this.#taken.size === 0 || epoch !== this.#present?.epoch) return NONE;
    const key = this.#parts.swarm.members.get(feed)?.publicKey;
    return units.filter((unit) =>
      this.#taken.get(unit) === key && this.#taken.delete(unit)
    );
  }

  /** A snapshot was taken over, which does not say what was visited. */
  adopted(): void {
    this.#hasSnapshot = true;
  }

  /** Training begins here, without a memory of an epoch. */
  start(): void {
    if (!this.#hasSnapshot) return;
    for (const { folded } of this.#parts.config.replica.feeds()) {
      const epoch = folded?.header.epoch ?? -1;
      this.#knownFrom = Math.max(this.#knownFrom, epoch + 1);
    }
  }

  /** What was visited in an epoch, as a restart needs it; read it only. */
  visited(epoch: number): Uint32Array {
    return this.#visits.bits(epoch);
  }

  /** Whether anybody has visited a unit in an epoch. */
  hasVisited(epoch: number, unit: number): boolean {
    return this.#visits.has(epoch, unit);
  }

  /** An epoch begins here. */
  begin(epoch: number, dealt: Dealt): void {
    const { config: { seed }, publicKey } = this.#parts;
    this.#visits.startAt(epoch - 1);
    this.#taken.clear();
    const present = this.#present;
    this.#previous = present?.epoch === epoch - 1 ? present : undefined;
    this.#present = epoch < this.#knownFrom
      ? undefined
      : new DealtEpoch({ epoch, dealt, publicKey, seed });
    // Some that are lost already may be among the owners.
    this.#departures = -1;
  }

  /** The units that come to this peer, as others are lost. */
  take(): readonly number[] {
    const { members } = this.#parts.swarm;
    if (this.#departures === members.departures) return NONE;
    this.#departures = members.departures;
    this.mourn();
    const late = this.#previous?.redeal(members, this.#visits) ?? NONE;
    const taken = this.#present?.redeal(members, this.#visits) ?? NONE;
    for (const unit of taken) {
      this.#taken.set(unit, this.#present?.ownerOf(unit));
    }
    return [...late, ...taken];
  }

  /**
   * Units of the epochs to come are dealt to a lost peer, too, and then to those that
   * remain: some may have begun such an epoch before they knew, and nothing shall
   * fall between two ways to deal. It was in the epoch of its last update or in the
   * next one, and others one further; its last update all know, though some get it
   * after the news of the loss: so this is asked whenever an epoch is dealt. Where
   * nothing came from it, the epoch that others are known to be in stands for it.
   */
  mourn(): void {
    const { config: { replica }, swarm: { members } } = this.#parts;
    if (members.departures === 0) return;
    for (const member of members.all()) {
      if (!(member.left || member.suspected)) continue;
      const last = replica.feed(member.feed)?.folded?.header.epoch;
      if (member.dealtUntil < 0) {
        this.#missedIn.set(member, this.#visits.furthest);
      }
      const missedIn = this.#missedIn.get(member)!;
      const guess = member.seat < 0 ? missedIn : missedIn + SPREAD;
      member.dealtUntil = last === undefined
        ? guess
        : Math.max(missedIn, last + SPREAD);
    }
  }

  /** The most units that anybody visits in the own epoch, where some were taken over. */
  get longest(): number | undefined {
    return this.#present?.longest;
  }
}

const NONE: readonly number[] = [];
