import { Lateness } from "./lateness.ts";

/**
 * The beat, in ms, of a peer that has measured nothing yet, and the one that is
 * taken for granted of a peer that has promised none: the start value that RFC
 * 6298 has for TCP. The first measurement replaces it.
 */
export const FIRST_BEAT = 250;

/** Promised words that may fail to come, where enough promises were tested. */
const WORDS = 4;

/** Promises tested after which the longest lateness is taken at its word. */
const ENOUGH = 64;

/**
 * Decides when a peer's silence is one that neither its promise nor its history
 * explains.
 *
 * Each status promises within which time, its _beat_, there will be word again,
 * also in the middle of a gradient. Chen, Toueg and Aguilera (2002) suspect when
 * the expected arrival is past by a safety margin. Here the sender itself says
 * what is to be expected, so a swarm that becomes slower (or stands still behind
 * a straggler, when nobody publishes) surprises nobody; and the margin is the most
 * that words have been late, be it for want of a processor, on their way, or
 * because some were lost. Four times the beat and that lateness is patience. The
 * accrual detector of Hayashibara et al. (2004) fits a normal distribution to the
 * gaps, whose tail is far too thin for event loops that are held up; a multiple
 * of the longest assumes a tail no heavier than that of a Pareto distribution of
 * index 3. Of which the longest of n gaps is in proportion to the cube root of n:
 * so, while less than 64 promises were tested, the multiple is 4 (64/n)^(1/3).
 *
 * Whoever was frozen or cut off for a time and came back before it was suspected
 * was not late. No gap can be told from such an absence by itself; so what one gap
 * teaches is bounded: half the patience there was, which doubles it.
 *
 * A member that is new borrows the lateness of all others: `pooled`. A broken
 * connection is worth three of the four words. A quarter of the patience after it
 * is spent, when whatever waited in the own event loop has been read, doubt
 * becomes suspicion.
 */
export class Silence {
  readonly #own = new Lateness();
  readonly #pooled: Lateness;
  #beat: number;
  #heard: number;
  #doubtEnds: number | undefined;
  #brokenAt: number | undefined;
  #awaitsWord = false;
  #graceEnds = -Infinity;

  /**
   * Starts when the peer is first heard.
   *
   * @param now that time, monotonic, ms
   * @param beat within which it promises word, ms
   * @param pooled the lateness of all whom this peer listens to
   */
  constructor(now: number, beat: number, pooled: Lateness) {
    this.#heard = now;
    this.#beat = beat;
    this.#pooled = pooled;
  }

  /**
   * Notes a message.
   *
   * @param now when it came, monotonic, ms
   * @param beat what it promises, ms; without one the last promise holds
   * @returns how much later than promised it came, ms
   */
  hear(now: number, beat?: number): number {
    const gap = now - this.#heard;
    const late = Math.max(0, gap - this.#beat);
    // An absence that ended just before suspicion would have is learnt as that.
    const learnt = Math.min(gap, this.#patienceOf(WORDS / 2));
    this.#own.add(learnt, this.#beat);
    // One broken connection says nothing of the others.
    if (this.#brokenAt === undefined) this.#pooled.add(learnt, this.#beat);
    this.#begin(now, beat);
    return late;
  }

  /**
   * Notes a message of a peer that had been suspected. How long it was away says
   * little (a lid was closed), but that the suspicion was wrong says something: it
   * doubles the patience, for as long as gaps are remembered.
   *
   * @param now when it came, monotonic, ms
   * @param beat what it promises, ms
   */
  restart(now: number, beat?: number): void {
    const forgiven = 2 * (this.#beat + this.#longest);
    this.#own.add(Math.min(now - this.#heard, forgiven), this.#beat);
    this.#begin(now, beat);
  }

  /**
   * Notes that the listener itself slept, and could not have heard. What that
   * silence would have taught is not learnt, and counting begins anew.
   *
   * Connections may have to be made anew, which takes until the grace is over, and
   * no longer than until the first word. But what was said while the listener slept
   * is read first of all, and only then that the speaker has hung up since: a
   * connection that breaks within the grace is not held against anybody either.
   *
   * @param now when it woke, monotonic, ms
   * @param grace how long it waits, ms
   */
  forgive(now: number, grace: number): void {
    this.#heard = now;
    this.#doubtEnds = undefined;
    if (this.#brokenAt !== undefined) this.#brokenAt = now;
    this.#awaitsWord = true;
    this.#graceEnds = now + grace;
  }

  /** Notes that the connection broke. */
  disconnect(now: number): void {
    this.#brokenAt ??= now;
  }

  /** How long this peer may be silent before it is doubted, in ms. */
  get patience(): number {
    return this.#patienceOf(
      this.#brokenAt === undefined ? WORDS : WORDS / 4,
    );
  }

  /** When to look again, in ms on the same clock. */
  get deadline(): number {
    const explained = this.#doubtEnds === undefined
      ? Math.max(this.#heard + this.patience, this.#brokenAt ?? -Infinity)
      : this.#doubtEnds;
    return this.#awaitsWord || this.#brokenAt !== undefined
      ? Math.max(explained, this.#graceEnds)
      : explained;
  }

  /** How long the peer has been silent, in ms. */
  silentFor(now: number): number {
    return now - this.#heard;
  }

  /** Looks at the clock: whether the silence is beyond explanation. */
  isSuspect(now: number): boolean {
    const { deadline } = this;
    if (now < deadline) return false;
    if (this.#doubtEnds === undefined) {
      // Who looks late was held up, and has as much to read as has come meanwhile.
      this.#doubtEnds = now + Math.max(this.patience / 4, now - deadline);
      return false;
    }
    return true;
  }

  /** Why it is suspected, in numbers. */
  explain(now: number): string {
    const pooled = this.#isNew && this.#pooled.longest > this.#own.longest;
    const { count } = pooled ? this.#pooled : this.#own;
    return [
      `silent ${ms(this.silentFor(now))}`,
      ...this.#brokenAt === undefined ? [] : ["its connection broken"],
      `promised word every ${ms(this.#beat)}`,
      `${pooled ? "the swarm" : "it"} was at most ${
        ms(this.#longest)
      } late in ${count} gaps`,
    ].join(", ");
  }

  /** Whether too little is known of this peer alone. */
  get #isNew(): boolean {
    return this.#own.tested < ENOUGH;
  }

  get #tested(): number {
    if (!this.#isNew) return ENOUGH;
    const tested = Math.max(this.#own.tested, this.#pooled.tested);
    return Math.max(1, Math.min(ENOUGH, tested));
  }

  get #longest(): number {
    const { longest } = this.#own;
    return this.#isNew ? Math.max(longest, this.#pooled.longest) : longest;
  }

  #patienceOf(words: number): number {
    return words * Math.cbrt(ENOUGH / this.#tested) *
      (this.#beat + this.#longest);
  }

  #begin(now: number, beat: number | undefined): void {
    this.#heard = now;
    this.#doubtEnds = undefined;
    this.#brokenAt = undefined;
    this.#awaitsWord = false;
    if (beat !== undefined) this.#beat = beat;
  }
}

/** A duration that is short, for people. */
function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
