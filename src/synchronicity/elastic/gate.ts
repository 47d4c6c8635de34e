/** So many patiences in a row a gate may be closed, whatever arrives meanwhile. */
const MOST = 8;

/** What is remembered of one who contributes to the distance. */
interface Contributor {
  missing: number;
  residual: number;
  /** What it has missing is no longer waited for, until some of it comes. */
  isGivenUp: boolean;
  /** So much of its residual is no longer waited for. */
  forgiven: number;
}

/**
 * Holds gradients back while the model is known to lack more than a bound, and no
 * longer than what it lacks can be expected: whatever has not shrunk in a patience
 * is given up until some of it comes. So it is never closed for ever, whoever has
 * died and whatever nobody can serve.
 *
 * The state alone: who contributes what is told by {@linkcode ElasticGate.set}.
 * Norms are in the model's own units.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ElasticGate } from "./gate.ts";
 *
 * const gate = new ElasticGate();
 * gate.set("a1", 3, 0);
 * assertEquals(gate.check(2, { now: 0, patience: 100, mayGiveUp: true }), true);
 * gate.set("a1", 1, 0);
 * assertEquals(gate.check(2, { now: 40, patience: 100, mayGiveUp: true }), false);
 * ```
 */
export class ElasticGate {
  /** Whether gradients are held back. */
  isClosed = false;
  /** When it was closed last, ms. */
  closedAt = 0;
  /** Times it was closed. */
  closings = 0;
  /** Times something was given up. */
  givenUp = 0;
  readonly #contributors = new Map<string, Contributor>();
  #missing = 0;
  #residuals = 0;
  #shrunkAt = 0;
  #hasShrunk = false;

  /** Norm of the updates waited for. */
  get missing(): number {
    return Math.max(0, this.#missing);
  }

  /** Norm of the residuals waited for. */
  get residuals(): number {
    return Math.max(0, this.#residuals);
  }

  /** Norm of all that is waited for. */
  get distance(): number {
    return this.missing + this.residuals;
  }

  /** Whoever contributes most, and how much; undefined where nobody does. */
  get largest(): { name: string; norm: number } | undefined {
    let largest: { name: string; norm: number } | undefined;
    for (const [name, contributor] of this.#contributors) {
      const norm = missingOf(contributor) + residualOf(contributor);
      if (norm > (largest?.norm ?? 0)) largest = { name, norm };
    }
    return largest;
  }

  /**
   * What somebody contributes now.
   *
   * @param missing norm of its updates that can still arrive
   * @param residual norm of its residual, where it can still be flushed
   */
  set(name: string, missing: number, residual: number): void {
    let known = this.#contributors.get(name);
    if (known === undefined) {
      if (missing === 0 && residual === 0) return;
      known = { missing: 0, residual: 0, isGivenUp: false, forgiven: 0 };
      this.#contributors.set(name, known);
    }
    const before = missingOf(known) + residualOf(known);
    this.#missing -= missingOf(known);
    this.#residuals -= residualOf(known);
    if (missing < known.missing) known.isGivenUp = false;
    known.missing = missing;
    known.residual = residual;
    known.forgiven = Math.min(known.forgiven, residual);
    this.#missing += missingOf(known);
    this.#residuals += residualOf(known);
    if (missingOf(known) + residualOf(known) < before) this.#hasShrunk = true;
    if (missing === 0 && residual === 0) this.#contributors.delete(name);
  }

  /** Adds the sums up anew, so that rounding does not pile up. */
  restart(): void {
    this.#missing = 0;
    this.#residuals = 0;
    for (const known of this.#contributors.values()) {
      this.#missing += missingOf(known);
      this.#residuals += residualOf(known);
    }
  }

  /**
   * Opens and closes.
   *
   * @param bound the most norm to lack
   * @param options.now monotonic, ms
   * @param options.patience ms after which what has not shrunk is given up
   * @param options.mayGiveUp false while an answer is under way that may bring it
   * @param options.counted norm to hold against the bound; default the distance
   * @returns whether it is closed now
   */
  check(
    bound: number,
    { now, patience, mayGiveUp, counted = () => this.distance }: {
      now: number;
      patience: number;
      mayGiveUp: boolean;
      counted?: () => number;
    },
  ): boolean {
    const isAbove = !(counted() <= bound);
    if (!this.isClosed) {
      if (isAbove) {
        this.isClosed = true;
        this.closedAt = now;
        this.#shrunkAt = now;
        this.closings++;
      }
    } else if (!isAbove) {
      this.isClosed = false;
    } else if (this.#hasShrunk && now < this.closedAt + MOST * patience) {
      this.#shrunkAt = now;
    } else if (mayGiveUp && now >= this.deadline(patience)) {
      this.giveUp();
      this.isClosed = false;
    }
    this.#hasShrunk = false;
    return this.isClosed;
  }

  /** When what is waited for is given up, ms; Infinity where the gate is open. */
  deadline(patience: number): number {
    if (!this.isClosed) return Infinity;
    return Math.min(
      this.#shrunkAt + patience,
      this.closedAt + MOST * patience,
    );
  }

  /** Waits no longer for anything that is missing now. */
  giveUp(): void {
    this.givenUp++;
    for (const known of this.#contributors.values()) {
      if (known.missing > 0) known.isGivenUp = true;
      known.forgiven = known.residual;
    }
    this.restart();
  }
}

function missingOf({ missing, isGivenUp }: Contributor): number {
  return isGivenUp ? 0 : missing;
}

function residualOf({ residual, forgiven }: Contributor): number {
  return residual - forgiven;
}
