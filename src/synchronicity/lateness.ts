/** Gaps after which the older half of what is remembered is forgotten. */
const BLOCK = 256;

/**
 * How much later than promised word came: the longest of the last gaps, and how
 * many promises have been put to the test. Two blocks of gaps are remembered, the
 * older of which goes as a whole, so that a gap costs the same however many
 * members are listened to.
 */
export class Lateness {
  /**
   * Promises that were put to the test. Word that comes after a tenth of the time
   * promised has tested a tenth of one: a burst of messages proves nothing.
   */
  tested = 0;
  #longest = 0;
  #count = 0;
  #olderLongest = 0;
  #olderCount = 0;

  /**
   * Adds one gap.
   *
   * @param gap from one word to the next, ms
   * @param promised within which the next was promised, ms
   */
  add(gap: number, promised: number): void {
    this.tested += gap >= promised ? 1 : gap / promised;
    if (this.#count === BLOCK) {
      this.#olderLongest = this.#longest;
      this.#olderCount = BLOCK;
      this.#longest = 0;
      this.#count = 0;
    }
    this.#count++;
    const late = gap - promised;
    if (late > this.#longest) this.#longest = late;
  }

  /** How many gaps are remembered: all of the first 512, then 257 to 512. */
  get count(): number {
    return this.#count + this.#olderCount;
  }

  /** The most that a remembered word was late, ms; 0 where all were in time. */
  get longest(): number {
    return Math.max(this.#longest, this.#olderLongest);
  }
}
