/** Something that happens at one time, such as the end of a gradient. */
export type Happening = () => void | Promise<void>;

/**
 * Something that happens to many, one after the other: it stays in the queue
 * until it has happened to all, as one entry with the time of the next.
 */
export interface Series {
  /** When it happens to each, ascending, ms. */
  readonly times: Float64Array;
  /** To how many. */
  readonly count: number;
  /** To how many it has happened. */
  next: number;
}

const FIRST_CAPACITY = 256;

/**
 * What happens when: a binary heap, the earliest first, ties in the order of
 * scheduling. It lies in typed arrays, since a thousand peers take twenty million
 * deliveries from it; and a broadcast is one entry, so that it stays small.
 *
 * @example
 * ```ts
 * import { EventQueue } from "./event_queue.ts";
 *
 * const queue = new EventQueue<never>();
 * queue.push(2, () => console.log("later"));
 * queue.push(1, () => console.log("soon"));
 * console.assert(queue.nextAt === 1);
 * queue.take(); // the function that says "soon"
 * ```
 */
export class EventQueue<T extends Series> {
  #times = new Float64Array(FIRST_CAPACITY);
  #orders = new Float64Array(FIRST_CAPACITY);
  #slots = new Int32Array(FIRST_CAPACITY);
  #size = 0;
  #scheduled = 0;
  readonly #events: (Happening | T | undefined)[] = [];
  readonly #free: number[] = [];

  /** Entries yet to come, a series being one. */
  get size(): number {
    return this.#size;
  }

  /** When the next event is due; Infinity without one. */
  get nextAt(): number {
    return this.#size === 0 ? Infinity : this.#times[0]!;
  }

  /** Schedules what happens once, at the time `at`. */
  push(at: number, run: Happening): void {
    this.#insert(at, run);
  }

  /** Schedules what happens to many; to none is nothing. */
  pushSeries(series: T): void {
    if (series.next < series.count) {
      this.#insert(series.times[series.next]!, series);
    }
  }

  /**
   * Takes the next event out. A series is not over with it: whoever takes it reads
   * to whom it happens at `next - 1`.
   *
   * @throws {RangeError} If there is none
   */
  take(): Happening | T {
    if (this.#size === 0) {
      throw new RangeError("Cannot take an event: none is scheduled");
    }
    const slot = this.#slots[0]!;
    const event = this.#events[slot]!;
    if (typeof event !== "function" && ++event.next < event.count) {
      this.#sink(event.times[event.next]!, this.#orders[0]!, slot);
      return event;
    }
    this.#events[slot] = undefined;
    this.#free.push(slot);
    const last = --this.#size;
    if (last > 0) {
      this.#sink(this.#times[last]!, this.#orders[last]!, this.#slots[last]!);
    }
    return event;
  }

  #insert(at: number, event: Happening | T): void {
    if (this.#size === this.#times.length) this.#grow();
    const slot = this.#free.pop() ?? this.#events.length;
    this.#events[slot] = event;
    const times = this.#times;
    let place = this.#size++;
    // What is scheduled later comes later among equals, so only time matters.
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (times[parent]! <= at) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, at, this.#scheduled++, slot);
  }

  /** Puts an entry at the top and lets it sink to its place. */
  #sink(at: number, order: number, slot: number): void {
    const size = this.#size, times = this.#times, orders = this.#orders;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      const right = child + 1;
      if (
        right < size &&
        (times[right]! < times[child]! ||
          (times[right] === times[child] && orders[right]! < orders[child]!))
      ) child = right;
      if (
        at < times[child]! || (at === times[child] && order < orders[child]!)
      ) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, at, order, slot);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from]!, this.#orders[from]!, this.#slots[from]!);
  }

  #put(place: number, at: number, order: number, slot: number): void {
    this.#times[place] = at;
    this.#orders[place] = order;
    this.#slots[place] = slot;
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#times.length);
    const orders = new Float64Array(times.length);
    const slots = new Int32Array(times.length);
    times.set(this.#times);
    orders.set(this.#orders);
    slots.set(this.#slots);
    this.#times = times;
    this.#orders = orders;
    this.#slots = slots;
  }
}
