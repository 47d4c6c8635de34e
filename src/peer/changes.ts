import { codecById, type VectorView } from "../compression/mod.ts";
import { firstMomentDecay } from "../optimizers/mod.ts";
import { innovation, type Vector } from "../ordering/mod.ts";
import type { FeedId, Update } from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";

/** What an update brings to ordering. */
export interface Change {
  /** The feed it is of. */
  readonly feed: FeedId;
  /** The publisher's epoch. */
  readonly epoch: number;
  /** Place of its block among those of that epoch's order; undefined where updates before it were not seen. */
  readonly position: number | undefined;
  /** The gradient, up to a factor, as far as the payload tells it. */
  readonly vector: Vector;
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
  vector: VectorView | undefined;
}

/**
 * Reads updates as they are folded for what ordering wants to know of them: whose
 * how-manieth of an epoch it is, which no header needs to say, and the gradient,
 * which is what a step holds besides the momentum of those before.
 */
export class Changes {
  readonly #config: PeerConfig;
  readonly #places = new Map<FeedId, Place>();

  /** Has seen nothing. */
  constructor(parts: { config: PeerConfig }) {
    this.#config = parts.config;
  }

  /** How much of the vector before is in one that is the sum of so many local steps. */
  #decayOf(steps: number): number {
    const { optimizer: { spec }, outer } = this.#config;
    return firstMomentDecay(spec, { steps, outer });
  }

  /**
   * What an update brings; undefined where it is empty. Each update of a feed is read
   * once, in order.
   *
   * @param reads whether all of the vector will be read, or a few values
   */
  of(update: Update, reads: "all" | "some" = "all"): Change | undefined {
    const { feed, header } = update;
    const place = this.#placeOf(update);
    if (header.units === 0) return undefined;
    const before = place.vector;
    place.vector = this.#vectorOf(update);
    if (place.vector === undefined) return undefined;
    return {
      feed,
      epoch: header.epoch,
      position: place.isWhole ? place.position++ : undefined,
      vector: innovation(
        place.vector,
        before,
        this.#decayOf(header.units),
        reads,
      ),
    };
  }

  /** An own feed begins in the middle of an epoch. */
  resume(feed: FeedId, epoch: number, position: number): void {
    const place = { seq: 0, epoch, position, isWhole: true, vector: undefined };
    this.#places.set(feed, place);
  }

  #placeOf({ feed, header }: Update): Place {
    const { seq, epoch } = header;
    let place = this.#places.get(feed);
    if (place === undefined) {
      const before = this.#placeBefore(header);
      place = before === undefined
        ? { seq, epoch, position: 0, isWhole: seq === 1, vector: undefined }
        : { ...before, seq, vector: undefined };
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

  /** Where a restarted peer goes on in the epoch of its earlier feed. */
  #placeBefore({ previousFeed, epoch }: Update["header"]): Place | undefined {
    if (previousFeed === undefined) return undefined;
    const place = this.#places.get(previousFeed.feed);
    return place?.epoch === epoch && place.seq === previousFeed.count
      ? place
      : undefined;
  }

  #vectorOf({ header, payload }: Update): VectorView | undefined {
    if (header.codec === 0) return undefined;
    const { trainable, state } = this.#config.replica.rules.layout;
    const end = payload.length - 4 * state;
    return codecById(header.codec).view(payload.subarray(0, end), trainable);
  }
}
