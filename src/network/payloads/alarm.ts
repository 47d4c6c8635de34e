/** A ring that would be later than this was held up: this process stood still, ms. */
const LATE = 100;

/** One timer that is set again and again, mostly to what it is set to already or later. */
export class Alarm {
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Infinity;
  #due = Infinity;
  #isHeldUp = false;

  /** @param ring Called when the time has come. */
  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Rings at a time of `performance.now()`, and not before; never, where there is none. */
  set(due = Infinity): void {
    this.#due = due;
    if (due >= this.#at) return;
    clearTimeout(this.#timer);
    this.#arm();
  }

  /** Rings no more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#due = Infinity;
  }

  #arm(): void {
    this.#at = this.#due;
    if (this.#due === Infinity) return;
    const ms = Math.max(0, this.#due - performance.now());
    this.#timer = setTimeout(() => this.#look(), Math.ceil(ms));
  }

  /** Since it was set it may have been set to later. */
  #look(): void {
    this.#at = Infinity;
    const now = performance.now();
    const isHeldUp = !this.#isHeldUp && now > this.#due + LATE;
    this.#isHeldUp = isHeldUp;
    if (now < this.#due) return this.#arm();
    if (isHeldUp) {
      // What has come meanwhile is read first, and may put it off.
      this.#at = now + LATE;
      this.#timer = setTimeout(() => this.#look(), LATE);
      return;
    }
    this.#due = Infinity;
    this.#ring();
  }
}
