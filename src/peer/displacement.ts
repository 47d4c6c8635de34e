import type { Replica } from "../replica/mod.ts";
import { StalenessWeight } from "../synchronicity/mod.ts";

/**
 * How far the model moves: from view to step for the own gradients, and while each
 * peer publishes one update for the swarm. Both cost a pass over the model, the
 * second with every P-th update folded.
 */
export class Displacement {
  readonly #replica: Replica;
  readonly #staleness = new StalenessWeight();
  readonly #since: Float32Array;
  #updates = 0;

  /** Measures from the present model on. */
  constructor(replica: Replica) {
    this.#replica = replica;
    this.#since = Float32Array.from(replica.values);
  }

  /**
   * Takes in an update just added to the model.
   *
   * @param peers how many make up the swarm, P
   */
  fold(peers: number): void {
    if (++this.#updates < peers) return;
    this.#updates = 0;
    this.#staleness.add(this.#squaredFrom(this.#since));
    this.#replica.view(this.#since);
  }

  /** The factor of a gradient that was computed at this view. */
  factor(view: Float32Array): number {
    return this.#staleness.factor(this.#squaredFrom(view));
  }

  /** Of the trainable part: state moves by rules of its own. */
  #squaredFrom(view: Float32Array): number {
    const { values, rules: { layout: { trainable } } } = this.#replica;
    let squared = 0;
    for (let i = 0; i < trainable; i++) {
      const moved = values[i]! - view[i]!;
      squared += moved * moved;
    }
    return squared;
  }
}
