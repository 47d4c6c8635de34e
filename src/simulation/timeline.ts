import { SimulationError } from "./errors.ts";
import { EventQueue, type Happening, type Series } from "./event_queue.ts";

/** A day: whoever has not finished by then never will. */
const LIMIT = 24 * 3600 * 1000;

/** Milliseconds that a run computes before the rest of the program has a turn of some 2 ms: signals, files, a page that shows the run. */
const TURN = 150;

/** Events after which it looks at the time. */
const LOOK = 16;

/** How long to run. */
export interface RunOptions {
  /** Milliseconds of virtual time; a day by default. */
  readonly ms?: number;
}

/** A virtual clock, which jumps from one event to the next. */
export abstract class Timeline<T extends Series> {
  /** Virtual time, ms. */
  now = 0;
  /** Whether it runs without waiting for anything outside it. */
  isSynchronous = false;
  /** Whether it is broken off: nothing more happens. */
  isStopped = false;
  readonly #queue = new EventQueue<T>();
  #steps = 0;
  #turned = performance.now();

  /** Whether all is done that there was to do. */
  protected abstract get isOver(): boolean;

  /** One of a series happens, its `next - 1`. */
  protected abstract happen(series: T): void;

  /** Does something at a virtual time, in ms, that is not past. */
  at(time: number, run: Happening): void {
    this.#queue.push(time, run);
  }

  /** Does something after so many ms. */
  after(ms: number, run: Happening): void {
    this.#queue.push(this.now + ms, run);
  }

  /** Schedules what happens to many. */
  protected schedule(series: T): void {
    this.#queue.pushSeries(series);
  }

  /** Entries in the queue. */
  get scheduled(): number {
    return this.#queue.size;
  }

  /** Runs until every live peer has finished, or for so much virtual time. */
  async run({ ms = LIMIT }: RunOptions = {}): Promise<this> {
    const end = this.now + ms;
    this.isSynchronous = false;
    while (this.#goesOn(end)) {
      const pending = this.#step();
      if (pending !== undefined) await pending;
      if (++this.#steps % LOOK > 0) continue;
      // Nothing in virtual time depends on it.
      if (performance.now() - this.#turned < TURN) continue;
      await new Promise((resolve) => setTimeout(resolve));
      this.#turned = performance.now();
    }
    return this;
  }

  /**
   * Runs as {@linkcode Timeline.run} does, without waiting.
   *
   * @throws {SimulationError} If the problem computes asynchronously
   */
  runSync({ ms = LIMIT }: RunOptions = {}): this {
    const end = this.now + ms;
    this.isSynchronous = true;
    while (this.#goesOn(end)) this.#step();
    return this;
  }

  /**
   * Runs until something holds, without waiting.
   *
   * @throws {SimulationError} If it does not hold within `ms`, or the problem computes asynchronously
   */
  runUntil(holds: () => boolean, ms: number = LIMIT): this {
    const end = this.now + ms;
    this.isSynchronous = true;
    while (!holds()) {
      if (this.#queue.nextAt > end) {
        throw new SimulationError(
          `Nothing of the kind happens within ${ms} ms: ${holds}`,
        );
      }
      this.#step();
    }
    return this;
  }

  #goesOn(end: number): boolean {
    if (this.isStopped || this.isOver) return false;
    if (this.#queue.nextAt <= end) return true;
    this.now = end;
    return false;
  }

  #step(): void | Promise<void> {
    this.now = this.#queue.nextAt;
    const event = this.#queue.take();
    if (typeof event === "function") return event();
    this.happen(event);
  }
}
