/** Busy times of which the fastest counts. */
const REMEMBERED = 8;

/** A busy time is looked at after so many ms, so that one that never ends says something. */
const LONGEST = 50;

/** Fewer bytes say more of the time until they are acknowledged than of the link: that it is at least as fast as they were. */
const ENOUGH = 1 << 12;

/** What took less is not told apart from what took no time, ms. */
const LEAST = 0.01;

/**
 * How fast bytes leave this peer: the fastest of its last busy times, in which
 * something waited to leave all the time, whatever connections it was for. It is
 * the bottleneck's rate of BBR (Cardwell et al., *BBR: Congestion-Based Congestion
 * Control*, 2016): the largest of the recent rates of delivery, since whatever
 * disturbs a measurement (acknowledgements under way, a reader that hesitates)
 * makes it less.
 *
 * @example
 * ```ts
 * import { UplinkRate } from "./uplink_rate.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const rate = new UplinkRate();
 * rate.add(60_000, 0, 10); // 60 kB left from 0 to 10 ms
 * rate.add(40_000, 10, 20);
 * rate.add(5_000, 100, 105);
 * assertEquals(rate.bytesPerSecond, 5_000_000);
 * ```
 */
export class UplinkRate {
  readonly #rates: number[] = [];
  #next = 0;
  #bytes = 0;
  #from = 0;
  #to = -Infinity;

  /**
   * Some bytes have left between two times, ms, during which something of them was
   * always waiting to. Times may overlap, as those of several connections do; they
   * are told in the order of their ends; one that ends before the present busy time
   * began is too late to tell anything.
   */
  add(bytes: number, from: number, to: number): void {
    if (this.#bytes > 0 && to <= this.#from) return;
    const isBusy = from <= this.#to && this.#bytes > 0;
    if (!isBusy || this.#to - this.#from >= LONGEST) this.#close();
    if (this.#bytes === 0) this.#from = isBusy ? this.#to : from;
    this.#bytes += bytes;
    this.#to = Math.max(to, this.#to);
  }

  /** Bytes a second; undefined before enough have left to tell. */
  get bytesPerSecond(): number | undefined {
    const most = Math.max(this.#known, this.#present);
    return most === 0 ? undefined : 1000 * most;
  }

  /** Bytes a ms of the last busy times. */
  get #known(): number {
    return Math.max(0, ...this.#rates);
  }

  /** Bytes a ms of the busy time that is not over; 0 where that does not say enough. */
  get #present(): number {
    const ms = this.#to - this.#from;
    if (this.#bytes === 0 || ms < LEAST) return 0;
    const rate = this.#bytes / ms;
    if (this.#bytes >= ENOUGH) return rate;
    const known = this.#known;
    return known > 0 && rate > known ? rate : 0;
  }

  #close(): void {
    const rate = this.#present;
    this.#bytes = 0;
    if (rate === 0) return;
    this.#rates[this.#next] = rate;
    this.#next = (this.#next + 1) % REMEMBERED;
  }
}
