/** Windows before which nothing is concluded. */
const ENOUGH = 4;

/** Windows over which variance and norm are averaged. */
const MEMORY = 64;

/** What was folded between two views of the model. */
export interface Displacement {
  /** Squared length of the way from one view to the other. */
  readonly squaredDistance: number;
  /** Updates folded between them. */
  readonly updates: number;
  /** Sum of their weights. */
  readonly weights: number;
  /** Sum of the squares of their weights. */
  readonly squaredWeights: number;
  /** Sum of their squared norms, each over its squared weight. */
  readonly squaredSteps: number;
}

/**
 * The gradient noise scale, tr(Sigma) / |G|^2 in updates: how many must be
 * averaged until noise and gradient are of one size (McCandlish et al., *An
 * Empirical Model of Large-Batch Training*, arXiv 1812.06162, appendix A).
 *
 * With steps s_j = u_j / w_j of mean G and variance V, E|s_j|^2 = |G|^2 + V, and a
 * displacement sum w_j s_j has E|.|^2 = (sum w)^2 |G|^2 + sum w^2 V: two equations,
 * of which headers name one side and the model itself the other.
 */
export class GradientNoise {
  readonly #factor: number;
  #variance = 0;
  #spread = 0;
  #squares = 0;
  #steps = 0;
  #windows = 0;

  /**
   * @param momentum decay of the first moment: averaged steps have less variance
   * than gradients, by (1 - momentum) / (1 + momentum)
   */
  constructor(momentum = 0) {
    this.#factor = (1 + momentum) / (1 - momentum);
  }

  /** Takes in one displacement; one of less than two updates says nothing. */
  add(moved: Displacement): void {
    const { updates, weights, squaredWeights, squaredSteps } = moved;
    if (updates < 2) return;
    this.#windows++;
    const kept = 1 - 1 / MEMORY;
    const mean = squaredSteps / updates;
    this.#variance = this.#variance * kept + mean * weights ** 2 -
      moved.squaredDistance;
    this.#spread = this.#spread * kept + weights ** 2 - squaredWeights;
    this.#squares = this.#squares * kept + squaredSteps;
    this.#steps = this.#steps * kept + updates;
  }

  /**
   * The noise scale, in updates; undefined before updates came together a few times.
   * Infinity where no gradient can be told from the noise.
   */
  get scale(): number | undefined {
    if (this.#windows < ENOUGH || !(this.#spread > 0) || !(this.#squares > 0)) {
      return undefined;
    }
    const mean = this.#squares / this.#steps;
    const variance = Math.max(0, this.#variance / this.#spread);
    const gradient = mean - variance;
    return gradient <= 0 ? Infinity : this.#factor * variance / gradient;
  }
}
