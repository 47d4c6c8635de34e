import type { PeerConfig } from "./config.ts";
import type { Swarm } from "./swarm.ts";

/** Bytes of updates kept for peers that ask. */
const RETAIN_BYTES = 64 * 2 ** 20;

/** So many times more is kept for peers that are silent, but have not left. */
const RETAIN_FOR_ABSENT = 4;

/**
 * Drops updates that every live peer has, once more than `retainBytes` are kept.
 * What the suspected lack is kept longer: a partition heals by it. Whoever comes
 * later than that takes a snapshot.
 */
export class Retention {
  readonly #config: PeerConfig;
  readonly #swarm: Swarm;
  #lookAt: number;

  /** Keeps everything at first. */
  constructor(parts: { config: PeerConfig; swarm: Swarm }) {
    this.#config = parts.config;
    this.#swarm = parts.swarm;
    this.#lookAt = this.#limit;
  }

  get #limit(): number {
    return this.#config.retainBytes ?? RETAIN_BYTES;
  }

  /** Drops what nobody needs, where there is too much. */
  forgetServed(): void {
    const { replica } = this.#config;
    if (replica.retainedBytes <= this.#lookAt) return;
    const liveOnly = replica.retainedBytes > RETAIN_FOR_ABSENT * this.#limit;
    const least = this.#swarm.foldedByAll(liveOnly);
    for (const [feed, { count }] of replica.clock.entries()) {
      const upTo = least === undefined ? count : least.get(feed) ?? 0;
      replica.forget(feed, Math.min(count, upTo));
    }
    // Where nothing could be dropped, the next update changes little.
    this.#lookAt = Math.max(
      this.#limit,
      replica.retainedBytes + this.#limit / 64,
    );
  }
}
