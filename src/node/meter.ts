import process from "node:process";

/** Rates and totals of a running peer. */
export class Meter {
  readonly #began = performance.now();
  readonly #cpu = process.cpuUsage();
  #trainingBegan: number | undefined;
  #at = this.#began;
  #updates = 0;
  #rate = 0;

  /** Notes that training begins now; seconds count from here. */
  start(): void {
    this.#trainingBegan ??= performance.now();
  }

  /** Seconds since training began, or since the start before that. */
  get seconds(): number {
    return (performance.now() - (this.#trainingBegan ?? this.#began)) / 1000;
  }

  /** CPU time of all threads of the process since the start, ms. */
  get cpuMs(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1000;
  }

  /** Updates a second over the last second or so. */
  rate(updates: number): number {
    const now = performance.now();
    if (now - this.#at >= 500) {
      this.#rate = (updates - this.#updates) / ((now - this.#at) / 1000);
      this.#at = now;
      this.#updates = updates;
    }
    return this.#rate;
  }
}
