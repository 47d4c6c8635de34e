import { RecentDelays } from "./recent_delays.ts";

/** What {@linkcode StalenessWeight} may be told. */
export interface StalenessWeightOptions {
  /** C, as so many times the usual squared distance; default 16. */
  readonly times?: number;
  /** Distances that tell what is usual; default 32. */
  readonly window?: number;
}

/**
 * The staleness-aware rate of Dutta et al. (arXiv 2003.10579, section 5), eta_j =
 * min(C / ||w_j - w_tau||^2, eta_max), as a factor on the weight: min(1, C / ||x -
 * v||^2), v the view that a gradient was computed at and x the model that its step
 * is added to.
 *
 * C follows the model, which moves less and less: it is so many times the median
 * of the usual squared distance, the one that the swarm covers in one update of
 * each peer. A usual staleness of P - 1 updates is not touched, nor, where noise
 * dominates the steps, one `times` as large; where they all go the same way, one
 * of its root. With 4 instead of 16, softmax regression on digits sorted by label
 * forgot those of a peer 10 times slower (down to 46 % from 85 % right, momentum
 * 0.9); with 16 it kept them within half a point, and rates too large for K = 1 did
 * less harm (loss 0.39, not 0.54). Where data are dealt, neither changed a tuned
 * rate's loss by more than 2 %.
 *
 * @example
 * ```ts
 * import { StalenessWeight } from "./staleness_weight.ts";
 *
 * const staleness = new StalenessWeight({ times: 4 });
 * for (let i = 0; i < 8; i++) staleness.add(0.01);
 * staleness.factor(0.03); // 1
 * staleness.factor(0.16); // 0.25
 * ```
 */
export class StalenessWeight {
  readonly #times: number;
  readonly #usual: RecentDelays;

  /** Knows of no distance, and cuts nothing down until it does. */
  constructor({ times = 16, window = 32 }: StalenessWeightOptions = {}) {
    this.#times = times;
    this.#usual = new RecentDelays(window);
  }

  /** One update of each peer has moved the model so far: ||x' - x||^2. */
  add(squared: number): void {
    this.#usual.add(squared);
  }

  /**
   * The factor of a gradient, above 0 and at most 1.
   *
   * @param squared ||x - v||^2
   */
  factor(squared: number): number {
    const usual = this.#usual.median;
    // Where the model stands still, nothing says what is far.
    if (usual === undefined || usual === 0) return 1;
    const limit = this.#times * usual;
    return squared <= limit ? 1 : limit / squared;
  }
}
