import type { Random } from "../../src/random/mod.ts";

/** How bad a cable is, in one direction. */
export interface CableOptions {
  /** The part of all frames that is lost, from 0 to 1. Default 0. */
  loss?: number;
  /** Mean delay, ms. Default 0. */
  delay?: number;
  /** Delays are uniform in `delay` ± `jitter`, ms. Default 0. */
  jitter?: number;
  /** Bits a second; absent: no limit. */
  rate?: number;
  /** Bytes that may wait for the rate; what finds no room is dropped. Default 131,072. */
  queue?: number;
  /**
   * Whether jitter lets a frame overtake another. Default false, as with `tc netem`
   * where it is also given a rate; without one netem reorders.
   */
  reorders?: boolean;
}

/** What became of the frames of a cable. */
export interface CableFigures {
  frames: number;
  bytes: number;
  /** Lost by chance. */
  lost: number;
  /** Dropped as the queue was full. */
  dropped: number;
}

/** One direction of a cable with the faults of `tc netem`; pure, all chance from a seed. */
export class Cable {
  readonly figures: CableFigures = { frames: 0, bytes: 0, lost: 0, dropped: 0 };
  #options: Required<CableOptions>;
  readonly #random: Random;
  /** When all that has been sent will be on the way, ms. */
  #freeAt = -Infinity;
  /** When the last frame arrives, ms. */
  #lastAt = -Infinity;

  /** Takes chance from `random`, three numbers a frame at most. */
  constructor(options: CableOptions, random: Random) {
    this.#random = random;
    this.#options = complete(options);
  }

  /** Makes it another cable from here on; what is on the way arrives. */
  set options(options: CableOptions) {
    this.#options = complete(options);
  }

  /** When a frame of so many bytes that is sent at `now`, ms, arrives; undefined if never. */
  send(bytes: number, now: number): number | undefined {
    const { loss, delay, jitter, rate, queue, reorders } = this.#options;
    const { figures } = this;
    figures.frames++;
    figures.bytes += bytes;
    if (loss > 0 && this.#random.uniform() < loss) {
      figures.lost++;
      return undefined;
    }
    const start = Math.max(now, this.#freeAt);
    const bytesPerMs = rate / 8000;
    if ((start - now) * bytesPerMs > queue) {
      figures.dropped++;
      return undefined;
    }
    this.#freeAt = start + bytes / bytesPerMs;
    const spread = jitter === 0 ? 0 : jitter * (2 * this.#random.uniform() - 1);
    const at = this.#freeAt + Math.max(0, delay + spread);
    if (reorders) return at;
    return this.#lastAt = Math.max(at, this.#lastAt);
  }
}

function complete(options: CableOptions): Required<CableOptions> {
  const { loss = 0, delay = 0, jitter = 0, reorders = false } = options;
  const { rate = Infinity, queue = 2 ** 17 } = options;
  return { loss, delay, jitter, rate, queue, reorders };
}
