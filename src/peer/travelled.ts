import type { Replica, UpdateHeader } from "../replica/mod.ts";
import type { GradientNoise } from "../synchronicity/mod.ts";

/**
 * How far the model goes from one view to the next, beside the norms of what was
 * folded meanwhile: what the gradient noise scale is measured by.
 */
export class Travelled {
  readonly #noise: GradientNoise;
  readonly #last: Float32Array;
  #hasLast = false;
  #updates = 0;
  #weights = 0;
  #squaredWeights = 0;
  #squaredSteps = 0;

  /** Remembers one view of the trainable part. */
  constructor(replica: Replica, noise: GradientNoise) {
    this.#noise = noise;
    this.#last = new Float32Array(replica.rules.layout.trainable);
  }

  /** Takes in an update just added to the model. */
  fold({ weight, norm }: UpdateHeader): void {
    if (!(weight > 0)) return;
    this.#updates++;
    this.#weights += weight;
    this.#squaredWeights += weight ** 2;
    this.#squaredSteps += (norm / weight) ** 2;
  }

  /** Takes in the newest view. */
  viewed(view: Float32Array): void {
    const last = this.#last;
    if (this.#hasLast && this.#updates < 2) return;
    let squaredDistance = 0;
    for (let i = 0; i < last.length; i++) {
      squaredDistance += (view[i]! - last[i]!) ** 2;
    }
    last.set(view.subarray(0, last.length));
    if (this.#hasLast) {
      this.#noise.add({
        squaredDistance,
        updates: this.#updates,
        weights: this.#weights,
        squaredWeights: this.#squaredWeights,
        squaredSteps: this.#squaredSteps,
      });
    }
    this.#hasLast = true;
    this.#updates = 0;
    this.#weights = 0;
    this.#squaredWeights = 0;
    this.#squaredSteps = 0;
  }
}
