/** What may wait for one peer in any case, in bytes. */
const LEAST = 1 << 18;

/**
 * Messages of the usual length that may wait for one peer: of its own the window
 * by which a publisher is ahead at most, 8, and as many that it passes on.
 */
const MESSAGES = 16;

/** Messages shorter than this part of what may wait pass also while longer ones are dropped. */
const SHORT = 1 / 64;

/** What of a backlog may be left when it counts as read, over what may wait. */
const LEFT = 1 / 8;

/** The longest pause after a backlog was read, over the time that it took. */
const LONGEST_PAUSE = 8;

/**
 * What was sent to one peer and has not been read there yet, wherever it is: in
 * this process, in a socket's buffer, on the link. The other side tells how much
 * it has read.
 *
 * Where more waits than may, what comes next is dropped, not queued, until all of
 * it was read. If in that time more was offered than was read, the link cannot
 * carry what it is offered: it is left alone in proportion, so that the peer can
 * use it for catching up, which brings more for fewer bytes.
 */
export class Backlog {
  /** Messages that were dropped. */
  dropped = 0;
  /** The most that ever waited, bytes. */
  most = 0;
  #sent = 0;
  #read = 0;
  #offered = 0;
  #drained = 0;
  #closedAt: number | undefined;
  #opensAt: number | undefined;

  /** Bytes that wait. */
  get waiting(): number {
    return this.#sent - this.#read;
  }

  /**
   * Whether a message may be sent; it counts as sent then.
   *
   * @param size Its length, bytes.
   * @param limit What may wait, bytes.
   * @param now Time, ms.
   */
  admits(size: number, limit: number, now: number): boolean {
    if (this.#opensAt !== undefined && now >= this.#opensAt) this.#open();
    const { waiting } = this;
    if (this.#closedAt === undefined && waiting > 0 && waiting + size > limit) {
      this.#closedAt = now;
      this.#drained = waiting;
      this.#offered = 0;
    }
    const isClosed = this.#closedAt !== undefined;
    if (isClosed) this.#offered += size;
    if (isClosed && (size > SHORT * limit || waiting + size > 2 * limit)) {
      this.dropped++;
      return false;
    }
    this.#sent += size;
    this.most = Math.max(this.most, this.waiting);
    return true;
  }

  /**
   * The other side tells how much it has read since the connection was made.
   *
   * @param total Bytes.
   * @param limit What may wait, bytes.
   * @param now Time, ms.
   */
  hear(total: number, limit: number, now: number): void {
    this.#read = Math.min(this.#sent, Math.max(this.#read, total));
    if (this.#closedAt === undefined || this.#opensAt !== undefined) return;
    if (this.waiting > LEFT * limit) return;
    const share = this.#offered / this.#drained;
    if (share <= 1) return this.#open();
    const pause = Math.min(LONGEST_PAUSE, share) * (now - this.#closedAt);
    this.#opensAt = now + pause;
  }

  #open(): void {
    this.#closedAt = undefined;
    this.#opensAt = undefined;
  }
}

/** What may wait for each peer: a few messages as long as the longest of late. */
export class BacklogLimit {
  #usual = 0;

  /** Takes note of a message that is sent to somebody. */
  note(size: number): void {
    this.#usual = Math.max(size, this.#usual * 0.999);
  }

  /** Bytes. */
  get bytes(): number {
    return Math.max(LEAST, MESSAGES * this.#usual);
  }
}
