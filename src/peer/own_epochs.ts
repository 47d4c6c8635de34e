import {
  afterOthers,
  countBlocks,
  createOrder,
  type UnitOrder,
} from "../ordering/mod.ts";
import type { FeedId } from "../replica/mod.ts";
import type { Balance } from "./balance.ts";
import type { Changes } from "./changes.ts";
import type { PeerConfig } from "./config.ts";
import { type EpochMemory, epochOf } from "./epoch_memory.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { Member } from "./members.ts";
import type { Orphans } from "./orphans.ts";
import type { OwnShare, Roster } from "./roster.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that epochs work with. */
export interface OwnEpochsParts {
  config: PeerConfig;
  swarm: Swarm;
  roster: Roster;
  orphans: Orphans;
  changes: Changes;
  balance: Balance;
  localSteps: LocalSteps;
  feed: FeedId;
}

/**
 * The own epochs: which unit comes next, how many are left, and what is taken over
 * from those who are lost.
 */
export class OwnEpochs {
  readonly #parts: OwnEpochsParts;
  readonly #order: UnitOrder;
  /** Units of the longest share. */
  #longest = 0;
  /** The seats that the units were dealt to. */
  #seats: readonly number[] = [];
  /** Empty updates published in this epoch, and in one that has not begun here. */
  #rested = 0;
  #restedAhead = 0;
  /** The live members when it was last looked whether there is a share. */
  #dealtTo: readonly Member[] | undefined;
  #isDealtNothing = false;

  /** No epoch has begun. */
  constructor(parts: OwnEpochsParts) {
    this.#parts = parts;
    const { ordering = "random", seed } = parts.config;
    this.#order = createOrder(ordering, {
      seed,
      share: (epoch) => {
        parts.orphans.mourn();
        const share = parts.roster.share(epoch);
        this.#longest = share.longest;
        this.#rested = this.#restedAhead;
        this.#restedAhead = 0;
        this.#seats = seatsOf(share);
        if (share.dealt !== undefined) {
          parts.orphans.begin(epoch, share.dealt);
        }
        return share;
      },
    });
  }

  /** The epoch that the last unit came from. */
  get epoch(): number {
    return this.#order.epoch;
  }

  /** The seat that it was dealt to. */
  get seat(): string {
    return this.#order.seat;
  }

  /** Whether all units of this epoch were begun. */
  get isUsedUp(): boolean {
    return this.#order.isUsedUp;
  }

  /** Whether others have units of this epoch left for which there are none here. */
  get mayRest(): boolean {
    const longest = this.#parts.orphans.longest ?? this.#longest;
    const { localSteps } = this.#parts;
    return localSteps.rounds(longest) >
      localSteps.rounds(this.#order.length) + this.#rested;
  }

  /** There are more peers than units, and this one has none. */
  get isDealtNothing(): boolean {
    // Whoever has nothing asks at every input: units are dealt anew only to others.
    const { swarm, roster } = this.#parts;
    const live = swarm.members.live();
    if (live !== this.#dealtTo) {
      this.#dealtTo = live;
      this.#isDealtNothing = roster.isDealtNothing(this.#order.epoch + 1);
    }
    return this.#isDealtNothing;
  }

  /**
   * Begins with the swarm's epoch; or goes on in the own one, unless the swarm has
   * got further past it than it was.
   */
  startAt(epoch: number): void {
    const { config: { resumes }, roster, orphans, balance } = this.#parts;
    // The seat is taken before the others are told that training begins here.
    const share = roster.share(epoch);
    if (
      resumes !== undefined &&
      epoch - epochOf(resumes) <= Math.max(0, resumes.behind)
    ) {
      this.#resume(resumes, share);
      return;
    }
    orphans.start();
    this.#order.startAt(epoch);
    balance.startAt(epoch);
  }

  /** The next unit. */
  next(): number {
    return this.#parts.balance.next(this.#order);
  }

  /** Whether a block of local steps ends here: those of one update are of one epoch. */
  get endsBlock(): boolean {
    return this.#order.endsBlock;
  }

  /** The last so many units are in one update. */
  closeBlock(units: number): void {
    this.#order.closeBlock(units);
  }

  /** Puts a cancelled unit back: it comes next again. */
  putBack(unit: number): void {
    this.#order.putBack(unit);
  }

  /** An empty update stands in for a unit. */
  rest(): void {
    this.#rested++;
  }

  /** Takes over units of those who are lost. */
  takeOver(): void {
    const units = this.#parts.orphans.take();
    if (units.length > 0) this.#order.extend(units);
  }

  /** A unit that was taken over is visited. */
  drop(unit: number): void {
    this.#order.drop(unit);
  }

  /**
   * Where this peer stands in its epoch, to be saved; undefined where that is not known.
   *
   * @param unpublished how many of the last units are in no update yet
   * @param passes over the data, all peers together
   */
  memory(unpublished: number, passes: number): EpochMemory | undefined {
    const order = this.#order.memory;
    // What was restored is not forgotten before this peer goes on.
    if (order === undefined) return this.#parts.config.resumes;
    const { orphans, balance } = this.#parts;
    const { epoch } = order;
    const decided = balance.signs(epoch);
    return {
      order: {
        ...order,
        position: order.position - unpublished,
        signs: order.signs.map((sign, pair) => decided[pair] || sign),
      },
      rested: this.#rested,
      longest: Math.max(this.#longest, orphans.longest ?? 0),
      seats: this.#seats,
      behind: Math.floor(passes) - epoch,
      visited: orphans.visited(epoch).slice(),
    };
  }

  /** Goes on: what anybody has visited meanwhile does not come again. */
  #resume(memory: EpochMemory, share: OwnShare): void {
    const { orphans, balance, changes, feed } = this.#parts;
    const { order, rested } = memory;
    const epoch = epochOf(memory);
    if (order.next !== undefined) {
      this.#order.resume(order);
      this.#restedAhead = rested;
      const { visited, blocks } = order.next;
      changes.resume(feed, epoch, countBlocks(blocks, visited.length));
      balance.startAt(epoch);
      return;
    }
    const present = afterOthers(
      order,
      (unit) => orphans.hasVisited(epoch, unit),
    );
    this.#order.resume(present);
    this.#rested = rested;
    this.#longest = memory.longest;
    this.#seats = memory.seats;
    // Of others' units it is known whose they are where the same are there again.
    if (
      share.dealt !== undefined && `${seatsOf(share)}` === `${memory.seats}`
    ) orphans.begin(epoch, share.dealt);
    const { blocks, position } = present;
    changes.resume(feed, epoch, countBlocks(blocks, position));
    balance.resume(epoch);
  }
}

function seatsOf({ dealt }: OwnShare): number[] {
  return dealt === undefined
    ? []
    : [...dealt.seats.values()].sort((a, b) => a - b);
}
