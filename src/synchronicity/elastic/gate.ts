/** So many patiences in a row a gate may be closed, whatever arrives meanwhile. */
const MOST = 8;

/** What is remembered of one who has something missing. */
interface Owing {
  norm: number;
  /** It is no longer waited for, until some of it comes. */
  isGivenUp: boolean;
}

/** What a gate is looked at with. */
export interface GateLook {
  /** Monotonic, ms. */
  readonly now: number;
  /** The most norm to lack. */
  readonly bound: number;
  /** Norm to count besides what is missing, which waiting does not bring. */
  readonly besides: number;
  /** Time, ms, after which what has not shrunk is given up. */
  readonly patience: number;
  /** False while an answer is under way that may bring what is missing. */
  readonly mayGiveUp: boolean;
}

/**
 * Holds gradients back while the model is known to lack more than a bound, and no
 * longer than what it lacks can be expected: whatever has not shrunk in a patience
 * is given up until some of it comes, and after eight patiences all of it. So it is
 * never closed for ever, whoever has died and whatever nobody can serve.
 *
 * The state alone: who owes what is told by {@linkcode ElasticGate.set}. Norms are
 * in the model's own units.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ElasticGate } from "./gate.ts";
 *
 * const gate = new ElasticGate();
 * const look = { bound: 2, besides: 0, patience: 100, mayGiveUp: true };
 * gate.set("a1", 3);
 * assertEquals(gate.check({ ...look, now: 0 }), true);
 * gate.set("a1", 1);
 * assertEquals(gate.check({ ...look, now: 40 }), false);
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
  readonly #owing = new Map<string, Owing>();
  #missing = 0;
  #shrunkAt = 0;
  #hasShrunk = false;

  /** Norm of the updates waited for. */
  get missing(): number {
    return Math.max(0, this.#missing);
  }

  /** Whoever owes most, and how much; undefined where nobody does. */
  get largest(): { name: string; norm: number } | undefined {
    let largest: { name: string; norm: number } | undefined;
    for (const [name, owing] of this.#owing) {
      const norm = waitedFor(owing);
      if (norm > (largest?.norm ?? 0)) largest = { name, norm };
    }
    return largest;
  }

  /** What somebody owes now: the norm of its updates that can still arrive. */
  set(name: string, norm: number): void {
    const known = this.#owing.get(name);
    if (known === undefined) {
      if (norm === 0) return;
      this.#owing.set(name, { norm, isGivenUp: false });
      this.#missing += norm;
      return;
    }
    const before = waitedFor(known);
    if (norm < known.norm) known.isGivenUp = false;
    known.norm = norm;
    this.#missing += waitedFor(known) - before;
    if (waitedFor(known) < before) this.#hasShrunk = true;
    if (norm === 0) this.#owing.delete(name);
  }

  /** Adds up anew, so that rounding does not pile up. */
  addUp(): void {
    this.#missing = 0;
    for (const owing of this.#owing.values()) {
      this.#missing += waitedFor(owing);
    }
  }

  /**
   * Opens and closes.
   *
   * @returns whether it is closed now
   */
  check({ now, bound, besides, patience, mayGiveUp }: GateLook): boolean {
    const isAbove = !(this.missing + besides <= bound);
    if (!this.isClosed) {
      if (isAbove) {
        this.isClosed = true;
        this.closedAt = now;
        this.#shrunkAt = now;
        this.closings++;
      }
    } else if (!isAbove) {
      this.isClosed = false;
    } else {
      if (this.#hasShrunk) this.#shrunkAt = now;
      if (mayGiveUp && now >= this.deadline(patience)) {
        this.#giveUp();
        this.isClosed = false;
      }
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

  #giveUp(): void {
    this.givenUp++;
    for (const owing of this.#owing.values()) owing.isGivenUp = true;
    this.#missing = 0;
  }
}

function waitedFor({ norm, isGivenUp }: Owing): number {
  return isGivenUp ? 0 : norm;
}
