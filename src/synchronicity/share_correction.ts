/**
 * The largest factor that makes up for slowness: whoever computes up to 16 times
 * as long as the others counts in full.
 */
export const MOST_SHARE = 16;

/** What {@linkcode ShareCorrection} may be told. */
export interface ShareCorrectionOptions {
  /** Updates of one publisher over which its share is measured; default 8. */
  readonly window?: number;
  /** The largest factor, and one over the smallest; default {@linkcode MOST_SHARE}. */
  readonly most?: number;
}

/** A publisher, and the part of all data that is its own. */
export interface PartOfData {
  /** As in {@linkcode ShareCorrection.fold}. */
  readonly publisher: string;
  /** n_k / N, from 0 to 1; over all publishers the sum is 1. */
  readonly part: number;
}

/** What is remembered of one publisher. */
interface Account {
  /** Units in updates of its own, the past fading. */
  units: number;
  /** Everybody's units between them, fading alike. */
  span: number;
  /** What the expectation still counts for. */
  prior: number;
  /** Everybody's units when it last published, or was first heard of. */
  last: number;
}

/** Own updates that the expectation of an equal share counts for at first. */
const PRIOR = 1;

/**
 * Corrects weights for the speed of publishers with data of their own: a publisher
 * k with a part n_k/N of the data and a share s_k of the updates has its weight
 * multiplied by (n_k/N) / s_k, so that the mean step is the one of the whole data,
 * whoever is fast: sum of s_k (n_k/N) / s_k = 1.
 *
 * The share is one over the mean number of updates, everybody's, from one of k's
 * to its next. Thus over a long time the factors of k sum to n_k/N of all updates,
 * however irregularly it publishes, and however many there are of the others.
 *
 * Factors are clipped, and divided by what clipping leaves of that sum. A single
 * update must not be a step that nobody's rate was chosen for: whoever publishes
 * less than one in `most` of what its data are due counts for less than them.
 *
 * @example One of two equal publishers is three times as fast
 * ```ts
 * import { ShareCorrection } from "./share_correction.ts";
 *
 * const correction = new ShareCorrection();
 * const parts = ["fast", "slow"].map((publisher) => ({ publisher, part: 0.5 }));
 * for (let i = 0; i < 100; i++) {
 *   for (const publisher of ["fast", "fast", "fast", "slow"]) {
 *     correction.fold(publisher);
 *   }
 * }
 * for (let i = 0; i < 3; i++) correction.fold("fast");
 * correction.factor("slow", parts); // 2: half of the data, a quarter of the updates
 * ```
 */
export class ShareCorrection {
  readonly #most: number;
  readonly #kept: number;
  readonly #accounts = new Map<string, Account>();
  #updates = 0;
  #units = 0;

  /** Knows of no updates. */
  constructor({ window = 8, most = MOST_SHARE }: ShareCorrectionOptions = {}) {
    this.#kept = 1 - 1 / window;
    this.#most = most;
  }

  /** A publisher takes part from here on; whoever is known already does. */
  open(publisher: string): void {
    if (this.#accounts.has(publisher)) return;
    const last = this.#units;
    this.#accounts.set(publisher, { units: 0, span: 0, prior: PRIOR, last });
  }

  /** An update with data in it was folded. */
  fold(publisher: string, units = 1): void {
    this.open(publisher);
    const account = this.#accounts.get(publisher)!;
    const kept = this.#kept;
    this.#updates++;
    this.#units += units;
    account.units = kept * account.units + units;
    account.span = kept * account.span + this.#units - account.last;
    account.prior *= kept;
    account.last = this.#units;
  }

  /**
   * The factor of the update that a publisher is about to publish. Looks at
   * everybody once.
   *
   * @param parts everyone whose updates are to be expected, the publisher included
   * @param units that it is computed on
   */
  factor(
    publisher: string,
    parts: readonly PartOfData[],
    units = 1,
  ): number {
    this.open(publisher);
    const most = this.#most;
    let own = 1;
    let sum = 1;
    for (const { publisher: each, part } of parts) {
      const isOwn = each === publisher;
      const share = this.#share(each, parts.length, isOwn ? units : 0);
      const factor = part / share;
      const clipped = Math.min(most, Math.max(1 / most, factor));
      if (clipped !== factor) sum += share * clipped - part;
      if (isOwn) own = clipped;
    }
    return Math.min(most, own / sum);
  }

  /** Its share; with so many units that it is about to publish, or with none. */
  #share(publisher: string, peers: number, publishes: number): number {
    const account = this.#accounts.get(publisher);
    if (account === undefined) return 1 / peers;
    const { units, span, prior, last } = account;
    const since = this.#units - last;
    const kept = this.#kept;
    // What is expected counts for updates such as there were so far.
    const usual = this.#updates === 0
      ? Math.max(1, publishes)
      : this.#units / this.#updates;
    const [own, all, given] = publishes > 0
      ? [
        kept * units + publishes,
        kept * span + since + publishes,
        kept * prior * usual,
      ]
      : [units, span + since, prior * usual];
    return (own + given) / (all + given * peers);
  }
}
