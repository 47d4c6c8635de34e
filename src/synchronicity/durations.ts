/** Provisional, until the real one lands. */
export class Durations {
  /** x */
  count = 0;
  #sum = 0;
  /** x */
  constructor(_window = 32) {}
  /** x */
  add(ms: number): void {
    this.count++;
    this.#sum += ms;
  }
  /** x */
  censor(ms: number): void {
    this.#sum += ms;
  }
  /** x */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.#sum / this.count;
  }
  /** x */
  survival(t: number): number {
    return t < (this.mean ?? 0) ? 1 : 0;
  }
  /** x */
  remaining(age: number): number {
    return Math.max(0, (this.mean ?? 0) - age);
  }
  /** x */
  restartAfter(): number {
    return Infinity;
  }
}
