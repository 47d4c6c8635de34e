/** A value, and when it was told. */
export interface Told<T> {
  /** Seconds since the recording began. */
  time: number;
  /** What was told. */
  value: T;
}

/** What goes when there are too many: the oldest quarter, or every second of the older half. */
export type Forgetting = "oldest" | "every-second";

/** Values over time, of which the newest at any moment can be asked for. Together they weigh no more than `capacity`. */
export class Timeline<T> {
  readonly #capacity: number;
  readonly #weigh: (value: T) => number;
  readonly #forgetting: Forgetting;
  #told: Told<T>[] = [];
  #weight = 0;

  /** `weigh` says how heavy a value is; 1 each unless told otherwise. */
  constructor(
    capacity: number,
    weigh: (value: T) => number = () => 1,
    forgetting: Forgetting = "every-second",
  ) {
    this.#capacity = capacity;
    this.#weigh = weigh;
    this.#forgetting = forgetting;
  }

  /** Everything kept, oldest first. */
  get all(): readonly Told<T>[] {
    return this.#told;
  }

  /** The newest value. */
  get newest(): Told<T> | undefined {
    return this.#told.at(-1);
  }

  /** Appends a value; one that is older than the newest is left out. */
  push(time: number, value: T): void {
    const newest = this.newest;
    if (newest !== undefined && !(time >= newest.time)) return;
    this.#told.push({ time, value });
    this.#weight += this.#weigh(value);
    if (this.#weight > this.#capacity && this.#told.length > 4) this.#forget();
  }

  /** How many values there are at `time` or before it. */
  countAt(time: number): number {
    let low = 0;
    let high = this.#told.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#told[middle]!.time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The newest value at `time` or before it. */
  at(time: number): Told<T> | undefined {
    return this.#told[this.countAt(time) - 1];
  }

  /** The values at `time` or before it, oldest first. */
  until(time: number): readonly Told<T>[] {
    const count = this.countAt(time);
    return count === this.#told.length
      ? this.#told
      : this.#told.slice(0, count);
  }

  #forget(): void {
    const half = this.#told.length >> 1;
    this.#told = this.#told.filter((_, i) =>
      this.#forgetting === "oldest" ? i >= half / 2 : i >= half || i % 2 === 0
    );
    this.#weight = 0;
    for (const { value } of this.#told) this.#weight += this.#weigh(value);
  }
}
