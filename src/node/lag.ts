type Timer = ReturnType<typeof setTimeout>;

/**
 * A line in which everything waits equally long, and from which it is let out in
 * the order in which it came: a network that is slower than the real one, for
 * tests.
 *
 * @example
 * ```ts
 * import { Lag } from "./lag.ts";
 *
 * const lag = new Lag(0);
 * lag.after(() => console.log("at once"));
 * lag.close();
 * ```
 */
export class Lag {
  readonly #ms: number;
  readonly #waiting: { due: number; run: () => void }[] = [];
  #timer: Timer | undefined;
  #closed = false;

  /** @param ms how long everything waits; 0: not at all */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Runs something once it has waited, and after all that came before it. */
  after(run: () => void): void {
    if (this.#closed) return;
    if (this.#ms === 0) return run();
    this.#waiting.push({ due: performance.now() + this.#ms, run });
    this.#timer ??= setTimeout(this.#letOut, this.#ms);
  }

  /** Drops all that waits. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    clearTimeout(this.#timer);
  }

  readonly #letOut = (): void => {
    const now = performance.now();
    let due = 0;
    while (due < this.#waiting.length && this.#waiting[due]!.due <= now) due++;
    for (const { run } of this.#waiting.splice(0, due)) {
      if (!this.#closed) run();
    }
    const next = this.#waiting[0];
    this.#timer = next === undefined || this.#closed
      ? undefined
      : setTimeout(this.#letOut, Math.max(0, next.due - performance.now()));
  };
}
