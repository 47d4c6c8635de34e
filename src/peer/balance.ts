import { codecById } from "../compression/mod.ts";
import {
  BalancedOrder,
  decodeSigns,
  encodeSigns,
  innovation,
  SignedSum,
  type UnitOrder,
  type Vector,
} from "../ordering/mod.ts";
import type { FeedId, Update } from "../replica/mod.ts";
import { cancels } from "../synchronicity/mod.ts";
import { BalancedEpoch } from "./balanced_epoch.ts";
import type { PeerConfig } from "./config.ts";
import type { Roster } from "./roster.ts";
import type { Swarm } from "./swarm.ts";

/** The rooms that balancing works with. */
export interface BalanceParts {
  config: PeerConfig;
  swarm: Swarm;
  roster: Roster;
  publicKey: string;
  feed: FeedId;
}

/** How far a feed has come in its publisher's epoch. */
interface Place {
  seq: number;
  epoch: number;
  /** Updates of this epoch so far. */
  position: number;
  /** Whether all of them were seen. */
  isWhole: boolean;
  /** What the newest one held. */
  vector: Vector | undefined;
}

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
  readonly #decay: number;
  readonly #places = new Map<FeedId, Place>();
  /** The own epoch and the next, which faster peers are in. */
  readonly #epochs = new Map<number, BalancedEpoch>();
  #sums: SignedSum[] = [];
  #epoch = 0;
  #ended: BalancedEpoch | undefined;

  /** Balances nothing yet. */
  constructor(parts: BalanceParts) {
    this.#parts = parts;
    this.#isShared = parts.config.ordering === "cd-grab";
    const { spec } = parts.config.optimizer;
    this.#decay = spec.kind === "momentum"
      ? spec.momentum
      : spec.kind === "adam"
      ? spec.b1
      : 0;
  }

  /** Whether the ordering needs any of this. */
  get isOn(): boolean {
    return this.#isShared || this.#parts.config.ordering === "pair-balance";
  }

  /** Bytes held: running sums, and payloads by reference. */
  get heldBytes(): number {
    let bytes = 0;
    for (const { heldBytes } of this.#epochs.values()) bytes += heldBytes;
    return bytes;
  }

  /** Takes in an update that has just been added to the model. */
  fold(update: Update): void {
    const { feed, header } = update;
    const isOwn = feed === this.#parts.feed;
    if (!this.isOn || (!this.#isShared && !isOwn)) return;
    const place = this.#placeOf(update);
    if (header.units === 0) return;
    const before = place.vector;
    const vector = place.vector = this.#vectorOf(update);
    if (header.epoch < this.#epoch || header.epoch > this.#epoch + 1) return;
    const key = isOwn
      ? this.#parts.publicKey
      : this.#parts.swarm.members.get(feed)?.publicKey;
    if (key === undefined || vector === undefined) return;
    if (!isOwn && header.signs.length > 0) this.#adopt(key, header.signs);
    if (!place.isWhole) return;
    // Who goes on to the next epoch has run out of this one.
    if (header.epoch > this.#epoch) this.#epochs.get(this.#epoch)?.leave(key);
    this.#begin(header.epoch).add(
      key,
      place.position++,
      innovation(vector, before, this.#decay),
    );
  }

  /** Nobody waits for the pairs of peers that are there no more. */
  settle(): void {
    if (this.#epochs.size === 0) return;
    const live = this.#parts.swarm.members.live();
    for (const epoch of this.#epochs.values()) epoch.watch(live);
  }

  /** Signs the order's epoch, where that is at its end and the next one begins. */
  conclude(order: UnitOrder): void {
    if (!order.isUsedUp || !(order instanceof BalancedOrder)) return;
    const epoch = this.#epochs.get(order.epoch);
    for (const pair of order.unsigned) {
      const sign = epoch?.decide(pair);
      if (sign !== undefined) order.sign(pair, sign);
    }
    if (order.pairs > 0) this.#epoch = order.epoch + 1;
    this.#ended = epoch;
    for (const [number, { sum }] of this.#epochs) {
      if (number >= this.#epoch) continue;
      this.#sums.push(sum);
      this.#epochs.delete(number);
    }
  }

  /** Begins with a later epoch, as a joiner does. */
  startAt(epoch: number): void {
    this.#epoch = epoch;
  }

  /** The own signs that the others have to be told. */
  takeSigns(): Uint8Array {
    if (!this.#isShared) return NO_SIGNS;
    const { config, swarm } = this.#parts;
    const { k } = config;
    const isFull = cancels(config.variant) && (k === "all" || k >= swarm.size);
    for (const epoch of [this.#ended, this.#epochs.get(this.#epoch)]) {
      if (epoch === undefined || (isFull && epoch.isExact)) continue;
      const run = epoch.takeSigns();
      if (run.signs.length > 0) return encodeSigns(run);
    }
    this.#ended = undefined;
    return NO_SIGNS;
  }

  #placeOf({ feed, header }: Update): Place {
    const { seq, epoch } = header;
    let place = this.#places.get(feed);
    if (place === undefined) {
      const isWhole = seq === 1;
      place = { seq, epoch, position: 0, isWhole, vector: undefined };
      this.#places.set(feed, place);
      return place;
    }
    const follows = seq === place.seq + 1;
    if (epoch !== place.epoch) {
      place.position = 0;
      place.isWhole = follows;
    } else if (!follows) place.isWhole = false;
    if (!follows) place.vector = undefined;
    place.seq = seq;
    place.epoch = epoch;
    return place;
  }

  #vectorOf({ header, payload }: Update): Vector | undefined {
    if (header.codec === 0) return undefined;
    const { trainable, state } = this.#parts.config.replica.rules.layout;
    const codec = codecById(header.codec);
    const end = payload.length - 4 * state;
    return codec.view(payload.subarray(0, end), trainable);
  }

  #begin(number: number): BalancedEpoch {
    let epoch = this.#epochs.get(number);
    if (epoch === undefined) {
      const { config, roster, publicKey } = this.#parts;
      const keys = this.#isShared ? roster.keys : [publicKey];
      epoch = new BalancedEpoch({
        number,
        keys,
        lengths: this.#isShared
          ? roster.lengths(keys)
          : [roster.share().units.length],
        publicKey,
        sum: this.#sums.pop() ??
          new SignedSum(config.replica.rules.layout.trainable),
      });
      this.#epochs.set(number, epoch);
    }
    return epoch;
  }

  #adopt(key: string, bytes: Uint8Array): void {
    const run = decodeSigns(bytes);
    if (run !== undefined) this.#epochs.get(run.epoch)?.adopt(key, run);
  }
}
