/** How two neighbouring values become one when old points are thinned. */
export type Thinning = "last" | "mean" | "most";

/** Points kept before the older half is thinned: two hours and a quarter at one a second. */
const CAPACITY = 8192;

/**
 * Columns of numbers over time, in memory that does not grow without end: when it
 * is full, the older half is thinned to half as many points. So the newest part
 * keeps every point, and a long run its outline. NaN stands for what is not known.
 */
export class Series<Column extends string> {
  readonly #rules: Readonly<Record<Column, Thinning>>;
  readonly #capacity: number;
  readonly #columns: Record<Column, Float64Array>;
  #times: Float64Array;
  #length = 0;

  /** `rules` names the columns; `capacity` is even. */
  constructor(rules: Record<Column, Thinning>, capacity = CAPACITY) {
    this.#rules = rules;
    this.#capacity = capacity;
    const size = Math.min(256, capacity);
    this.#times = new Float64Array(size);
    const names = Object.keys(rules) as Column[];
    this.#columns = Object.fromEntries(
      names.map((name) => [name, new Float64Array(size)]),
    ) as Record<Column, Float64Array>;
  }

  /** Points held. */
  get length(): number {
    return this.#length;
  }

  /** Times of the points, seconds, ascending: a view that is good until the next `push()`. */
  get times(): Float64Array {
    return this.#times.subarray(0, this.#length);
  }

  /** Values of a column, in the order of {@linkcode times}: a view that is good until the next `push()`. */
  column(name: Column): Float64Array {
    return this.#columns[name].subarray(0, this.#length);
  }

  /** Appends a point; one that is older than the newest is left out. */
  push(
    time: number,
    values: Partial<Record<Column, number | null | undefined>>,
  ): void {
    const last = this.#times[this.#length - 1];
    if (this.#length > 0 && !(time >= last!)) return;
    if (this.#length === this.#capacity) this.#thin();
    if (this.#length === this.#times.length) this.#grow();
    const at = this.#length++;
    this.#times[at] = time;
    for (const name in this.#columns) {
      this.#columns[name][at] = values[name] ?? NaN;
    }
  }

  /** Index of the newest point at `time` or before it; -1 where there is none. */
  indexAt(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Value of a column at `time`; NaN before the first point. */
  at(name: Column, time: number): number {
    return this.#columns[name][this.indexAt(time)] ?? NaN;
  }

  #grow(): void {
    const size = Math.min(this.#capacity, this.#times.length * 2);
    const grown = (old: Float64Array) => {
      const larger = new Float64Array(size);
      larger.set(old);
      return larger;
    };
    this.#times = grown(this.#times);
    for (const name in this.#columns) {
      this.#columns[name] = grown(this.#columns[name]);
    }
  }

  #thin(): void {
    const half = this.#length >> 2 << 1;
    for (let i = 0; i < half; i += 2) this.#times[i / 2] = this.#times[i + 1]!;
    this.#times.copyWithin(half / 2, half, this.#length);
    for (const name in this.#columns) {
      const values = this.#columns[name];
      const rule = this.#rules[name];
      for (let i = 0; i < half; i += 2) {
        values[i / 2] = merged(rule, values[i]!, values[i + 1]!);
      }
      values.copyWithin(half / 2, half, this.#length);
    }
    this.#length -= half / 2;
  }
}

function merged(rule: Thinning, first: number, second: number): number {
  if (Number.isNaN(second)) return rule === "last" ? second : first;
  if (Number.isNaN(first) || rule === "last") return second;
  return rule === "mean" ? (first + second) / 2 : Math.max(first, second);
}
