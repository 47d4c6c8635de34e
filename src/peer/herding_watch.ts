import { type Herding, HerdingMonitor } from "../ordering/mod.ts";
import type { Change } from "./changes.ts";
import type { PeerConfig } from "./config.ts";
import type { Swarm } from "./swarm.ts";

/**
 * Watches the parallel herding bound of each epoch of the swarm, so that people
 * see whether ordering helps their data. A step is as many updates as there are
 * live peers, in the order of folding.
 */
export class HerdingWatch {
  /** How the newest whole epoch went; undefined before the first, and where nobody watches. */
  newest: Herding | undefined;
  readonly #swarm: Swarm;
  readonly #monitor: HerdingMonitor | undefined;
  #updates = 0;

  /** Watches where the configuration says so. */
  constructor(parts: { config: PeerConfig; swarm: Swarm }) {
    const { replica, seed, watchesHerding = false } = parts.config;
    this.#swarm = parts.swarm;
    if (!watchesHerding) return;
    const dimension = replica.rules.layout.trainable;
    this.#monitor = new HerdingMonitor({ dimension, seed });
  }

  /** Whether it watches. */
  get isOn(): boolean {
    return this.#monitor !== undefined;
  }

  /** Takes in what an update brought. */
  fold({ vector }: Change): void {
    this.#monitor?.add(vector);
    if (++this.#updates < this.#swarm.size) return;
    this.#updates = 0;
    this.#monitor?.endStep();
  }

  /** How the epoch went that ends here; undefined where nobody watches. */
  finish(): Herding | undefined {
    return this.newest = this.#monitor?.finish();
  }
}
