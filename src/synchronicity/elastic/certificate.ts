/**
 * A bound on ||x - v||: on how far the parameters that a gradient is computed at
 * are from the sum of all updates published, as one peer can know it from headers.
 * Norms are of the trainable part, in the model's own units.
 */
export interface Certificate {
  /** Updates named by headers and not in the view: the sum of their norms. Exact but for the triangle inequality. */
  readonly missing: number;
  /** Norms of what the members, this peer included, hold back in error feedback. */
  readonly residuals: number;
  /** What may have been published since the newest headers: norm rate times their age. An extrapolation. */
  readonly slack: number;
  /** The sum of these three. */
  readonly total: number;
  /** Norms of updates known to be missing of members that are gone: not in the total, as they may never arrive. */
  readonly lost: number;
  /** Hex public keys of members that may have published more than anyone here can tell: suspected, and expected back, or silent for longer than ever on their link. */
  readonly unknown: readonly string[];
  /** The norm of one full step, alpha M; undefined before the first update. */
  readonly step: number | undefined;
  /** `total` over `step`: B of the paper in units of M; undefined before the first update. */
  readonly steps: number | undefined;
}

/** What one member contributes to a certificate. */
export interface Party {
  /** Hex public key. */
  readonly publicKey: string;
  /** Norm of its updates that headers name and that are not here. */
  readonly missing: number;
  /** Norm of its residual. */
  readonly residual: number;
  /** Norm it publishes a ms. */
  readonly rate: number;
  /** Time since its newest header came, ms. */
  readonly age: number;
  /** The age up to which that is word of it, ms. */
  readonly freshness: number;
  /** The most norm it can have published since, where something bounds it; default Infinity. */
  readonly most?: number;
}

/**
 * Adds up a {@linkcode Certificate}, member by member:
 *
 *     B <= 1/alpha [ sum_k (C_k(heard) - C_k(applied)) + sum_k residual_k + rate x age ]
 *
 * with C_k the cumulative published norm of member k.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Certifier } from "./certificate.ts";
 *
 * const certifier = new Certifier();
 * certifier.add({
 *   publicKey: "a1", missing: 2, residual: 0.5, rate: 0.01, age: 50, freshness: 80,
 * });
 * const { total, steps, unknown } = certifier.end(2);
 * assertEquals([total, steps, unknown], [3, 1.5, []]);
 * ```
 */
export class Certifier {
  #missing: number;
  #residuals: number;
  #slack = 0;
  #lost = 0;
  readonly #lag: number;
  readonly #unknown: string[] = [];

  /**
   * Begins with what is known of this peer itself.
   *
   * @param own.missing norm of updates that are here and yet not in the view
   * @param own.residual norm of what this peer holds back itself
   * @param own.lag time that a header takes on its way, ms
   */
  constructor(
    own: { missing?: number; residual?: number; lag?: number } = {},
  ) {
    this.#lag = own.lag ?? 0;
    this.#missing = own.missing ?? 0;
    this.#residuals = own.residual ?? 0;
  }

  /** Takes in a member that takes part. */
  add(party: Party): void {
    const { publicKey, missing, residual, rate, age, freshness } = party;
    this.#missing += missing;
    this.#residuals += residual;
    if (age > freshness) this.#unknown.push(publicKey);
    else {
      const published = rate * (age + this.#lag);
      this.#slack += Math.min(published, party.most ?? Infinity);
    }
  }

  /**
   * Takes in a member that is gone.
   *
   * @param missing norm of its updates that headers name and that are not here
   * @param mayReturn it is silent, has not said good-bye and is still expected
   */
  lose(publicKey: string, missing: number, mayReturn: boolean): void {
    this.#lost += missing;
    if (mayReturn) this.#unknown.push(publicKey);
  }

  /**
   * The certificate.
   *
   * @param step the norm of a full step, where known
   */
  end(step: number | undefined): Certificate {
    const missing = this.#missing, residuals = this.#residuals;
    const slack = this.#slack;
    const total = missing + residuals + slack;
    return {
      missing,
      residuals,
      slack,
      total,
      lost: this.#lost,
      unknown: this.#unknown,
      step,
      steps: step === undefined ? undefined : total / step,
    };
  }
}
