import {
  BalancedOrder,
  bytesOf,
  decodeSigns,
  encodeSigns,
  SignedSum,
  type SignRun,
  type UnitOrder,
  type Vector,
} from "../ordering/mod.ts";
import type { FeedId, Update } from "../replica/mod.ts";
import { cancels } from "../synchronicity/mod.ts";
import { BalancedEpoch } from "./balanced_epoch.ts";
import type { Change } from "./changes.ts";
import type { PeerConfig } from "./config.ts";
import type { LocalSteps } from "./local_steps.ts";
import type { OrderingFigures } from "./member_figures.ts";
import type { Pacer } from "./pacer.ts";
import type { Roster } from "./roster.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that balancing works with. */
export interface BalanceParts {
  config: PeerConfig;
  swarm: Swarm;
  pacer: Pacer;
  roster: Roster;
  localSteps: LocalSteps;
  publicKey: string;
  feed: FeedId;
}

/** What was published, or told, of an epoch that has not begun here. */
type Ahead =
  & { epoch: number; key: string }
  & ({ position: number; vector: Vector } | { run: SignRun });

/** Bytes that may be held of such epochs. */
const AHEAD_BYTES = 64 * 2 ** 20;

/** Coordinates of the running sum that are looked at for people. */
const LOOKED_AT = 2 ** 16;

const NO_SIGNS = new Uint8Array(0);

/**
 * Coordinated orders without an order server (CD-GraB, Cooper et al., arXiv
 * 2302.00845): what the swarm gossips anyway is balanced in pairs, by every peer
 * for itself, and each orders its own units by the signs.
 *
 * The signs of an epoch are wanted when the own one ends. Until then a pair waits
 * for its contemporaries, and where all come every peer has the signs of the
 * centralised form and nothing need be said about them. In variants that do not
 * wait for everybody, stragglers are passed over, and then the owner of a pair
 * publishes its sign, which all others fold.
 */
export class Balance {
  readonly #parts: BalanceParts;
  readonly #isShared: boolean;
  readonly #sum: SignedSum | undefined;
  /** The number of the own epoch, or of the one that is next. */
  #epoch = 0;
  /** The own epoch, once it has begun. */
  #present: BalancedEpoch | undefined;
  /** The own signs of the epoch before that nobody was told yet. */
  #untold: SignRun | undefined;
  /** What faster peers have published in an epoch that has not begun here. */
  #ahead: Ahead[] = [];
  #aheadBytes = 0;
  /** How often this peer chose the signs that others published in the epoch before. */
  #agreement = NaN;

  /** Balances nothing yet. */
  constructor(parts: BalanceParts) {
    this.#parts = parts;
    this.#isShared = parts.config.ordering === "cd-grab";
    if (!this.isOn) return;
    const { trainable } = parts.config.replica.rules.layout;
    this.#sum = new SignedSum(trainable);
  }

  /** Whether the ordering needs any of this. */
  get isOn(): boolean {
    return this.#isShared || this.#parts.config.ordering === "pair-balance";
  }

  /** Bytes held: the running sum, and payloads by reference. */
  get heldBytes(): number {
    return this.#aheadBytes + (this.#present?.heldBytes ?? 0);
  }

  /** What there is to show. */
  get figures(): Omit<OrderingFigures, "herding"> {
    const { ordering = "random" } = this.#parts.config;
    const { decided = 0, exact = 0 } = this.#present?.pairs ?? {};
    const agreement = this.#present?.agreement ?? NaN;
    return {
      name: ordering,
      pairs: decided,
      exact: exact / decided,
      agreement: Number.isNaN(agreement) ? this.#agreement : agreement,
      imbalance: this.#sum?.largest(LOOKED_AT) ?? NaN,
    };
  }

  /** Takes over the signs that an update's publisher tells of its own pairs. */
  hear({ feed, header }: Update): void {
    if (!this.#isShared || header.signs.length === 0) return;
    const key = this.#parts.swarm.members.get(feed)?.publicKey;
    const run = decodeSigns(header.signs);
    if (key === undefined || run === undefined) return;
    const { epoch } = run;
    if (epoch === this.#present?.number) this.#present.adopt(key, run);
    else this.#hold({ epoch, key, run });
  }

  /** Takes in what an update has brought that was just added to the model. */
  fold({ feed, epoch, position, vector }: Change): void {
    const isOwn = feed === this.#parts.feed;
    if (!this.#isShared && !isOwn) return;
    if (position === undefined) return;
    const key = isOwn
      ? this.#parts.publicKey
      : this.#parts.swarm.members.get(feed)?.publicKey;
    if (key === undefined) return;
    if (epoch === this.#present?.number) {
      this.#present.add(key, position, vector);
      return;
    }
    // Who goes on to the next epoch has run out of this one.
    if (epoch === this.#epoch + 1) this.#present?.leave(key);
    this.#hold({ epoch, key, position, vector });
  }

  /** Keeps for later what faster peers have said of an epoch that is next here. */
  #hold(entry: Ahead): void {
    const { epoch } = entry;
    if (epoch < this.#epoch || epoch > this.#epoch + 1) return;
    const bytes = bytesOfAhead(entry);
    if (this.#aheadBytes + bytes > AHEAD_BYTES) return;
    this.#aheadBytes += bytes;
    this.#ahead.push(entry);
  }

  /** Nobody waits for the pairs of peers that are there no more. */
  settle(): void {
    this.#present?.watch(this.#parts.swarm.members.live());
  }

  /**
   * The next unit begins, which may be another epoch's: the one before is signed,
   * and what the swarm is now decides who is balanced with whom.
   */
  next(order: UnitOrder): number {
    if (!this.isOn || !order.isUsedUp) return order.next();
    if (order instanceof BalancedOrder) this.#sign(order);
    const unit = order.next();
    this.#begin(order.epoch);
    return unit;
  }

  /** Begins with a later epoch, as a joiner does. */
  startAt(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Goes on in the middle of an epoch. */
  resume(epoch: number): void {
    if (this.isOn) this.#begin(epoch);
  }

  /** The signs of an epoch's own pairs, as far as they are decided. */
  signs(epoch: number): readonly number[] {
    return this.#present?.number === epoch ? this.#present.signs : [];
  }

  /** The own signs that the others have to be told. */
  takeSigns(): Uint8Array {
    let run = this.#untold;
    this.#untold = undefined;
    run ??= this.#tellable(this.#present);
    return run === undefined ? NO_SIGNS : encodeSigns(run);
  }

  /** Where everybody has decided alike, there is nothing to tell. */
  #tellable(epoch: BalancedEpoch | undefined): SignRun | undefined {
    if (!this.#isShared || epoch === undefined) return undefined;
    const { config, swarm, pacer } = this.#parts;
    const isFull = cancels(config.variant) && pacer.k >= swarm.size;
    if (isFull && epoch.isExact) return undefined;
    const run = epoch.takeSigns();
    return run.signs.length === 0 ? undefined : run;
  }

  #sign(order: BalancedOrder): void {
    for (const pair of order.unsigned) {
      const sign = this.#present?.decide(pair);
      if (sign !== undefined) order.sign(pair, sign);
    }
    this.#untold = this.#tellable(this.#present);
  }

  #begin(number: number): void {
    const { roster, publicKey, localSteps } = this.#parts;
    const keys = this.#isShared ? roster.keys : [publicKey];
    const units = this.#isShared
      ? roster.lengths(keys, number)
      : [roster.share(number).units.length];
    const lengths = units.map((count) => localSteps.blocks(count));
    const sum = this.#sum!;
    const epoch = new BalancedEpoch({ number, keys, lengths, publicKey, sum });
    const agreement = this.#present?.agreement ?? NaN;
    if (!Number.isNaN(agreement)) this.#agreement = agreement;
    this.#epoch = number;
    this.#present = epoch;
    const ahead = this.#ahead;
    this.#ahead = [];
    this.#aheadBytes = 0;
    for (const entry of ahead) {
      if (entry.epoch !== number) this.#hold(entry);
      else if ("run" in entry) epoch.adopt(entry.key, entry.run);
      else epoch.add(entry.key, entry.position, entry.vector);
    }
  }
}

function bytesOfAhead(entry: Ahead): number {
  return "run" in entry
    ? 64 + 8 * entry.run.signs.length
    : bytesOf(entry.vector);
}
