/** A measurement starts anew beside the old one after so many bytes: a link may change. */
const REMEMBERED = 1 << 25;

/** Bytes that it takes to know anything. */
const ENOUGH = 1 << 19;

/** A link has something to do while so many bytes are under way. */
const LOADED = 1 << 17;

/**
 * How many bytes a second leave this machine while it has more to send: from what neighbours say they have read, all of
 * them together. What is read before the first word came back does not count, as the way there takes time, too.
 */
export class Uplink {
  #underWay = 0;
  #since: number | undefined;
  #bytes = 0;
  #ms = 0;

  /** Bytes a second; undefined until enough was sent. */
  get bytesPerSecond(): number | undefined {
    return this.#bytes < ENOUGH || this.#ms === 0
      ? undefined
      : 1000 * this.#bytes / this.#ms;
  }

  /** Bytes went on their way. */
  sent(bytes: number): void {
    this.#underWay += bytes;
  }

  /** Bytes were read. */
  read(bytes: number, now: number): void {
    const wasLoaded = this.#underWay >= LOADED;
    this.#underWay = Math.max(0, this.#underWay - bytes);
    if (wasLoaded && this.#since !== undefined) {
      this.#bytes += bytes;
      this.#ms += now - this.#since;
      if (this.#bytes > REMEMBERED) {
        this.#bytes /= 2;
        this.#ms /= 2;
      }
    }
    this.#since = this.#underWay > 0 ? now : undefined;
  }

  /** What was under way to a neighbour will not be read. */
  lost(bytes: number): void {
    this.#underWay = Math.max(0, this.#underWay - bytes);
  }
}
