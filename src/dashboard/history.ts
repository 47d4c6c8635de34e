import { withoutUsual } from "../telemetry/log/usual_rows.ts";
import type { TelemetryRecord } from "../telemetry/mod.ts";

/**
 * Records that come again and again, each of which is worth less the older it is, and for which
 * part of the time all are kept. Members are the largest by far, and no curve.
 */
const SAMPLED: Partial<Record<TelemetryRecord["type"], number>> = {
  progress: 1,
  members: 0.4,
  published: 0.4,
  fetching: 0.4,
};

/** Settings of a history. */
export interface HistoryOptions {
  /** Seconds for which all figures are kept. Default 300. */
  full?: number;
  /** Most bytes of text that are kept, all runs together. Default 12 MB. */
  budget?: number;
}

/** Records of one type by one observer. */
interface Series {
  /** Seconds for which all are kept. */
  full: number;
  /** Records that it ever had. */
  count: number;
  bytes: number;
  /** Number of its newest record. */
  newest: number;
  /** Under pressure, only one of 2^shift is kept. */
  shift: number;
}

/** A record that is kept. */
interface Kept {
  /** Its number, from 1. */
  id: number;
  time: number;
  /** The record as JSON. */
  text: string;
  series: Series;
  /** Place in its series, from 0. */
  place: number;
}

/** Records to send, and the number of the last of them. */
export interface Batch {
  /** Records as JSON. */
  texts: string[];
  /** Number of the last one. */
  last: number;
}

/** Most bytes of text that are kept, unless told otherwise. */
export const DEFAULT_BUDGET = 12e6;

/** For runs that are looked at when they are over: all figures of the last 15 minutes, in up to 48 MB. */
export const IN_FULL: HistoryOptions = { full: 900, budget: 48e6 };

/** How many bytes may come in before what is old is thinned again. */
const STRIDE = 1 << 18;

/**
 * What a page that is opened late, or comes back, is told of a run: every event, and
 * figures ever more rarely the older they are. Of those that come again and again all are kept
 * for some minutes, half of those up to twice as old, a quarter of those up to four times
 * as old, and so on: a run that lasts twice as long needs a constant more. Where that is more than
 * the budget, the largest series are halved.
 *
 * What is kept does not depend on when it is looked at: place p of a series outlives age
 * `full` * 2^n where 2^n divides p.
 */
export class History {
  readonly #full: number;
  #budget: number;
  readonly #series = new Map<string, Series>();
  #kept: Kept[] = [];
  #count = 0;
  #bytes = 0;
  #unswept = 0;
  #now = 0;

  /** Begins empty. */
  constructor({ full = 300, budget = DEFAULT_BUDGET }: HistoryOptions = {}) {
    this.#full = full;
    this.#budget = budget;
  }

  /** Bytes of text that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records that are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** Number of the newest record; 0 before the first. */
  get newest(): number {
    return this.#count;
  }

  /** Has so many bytes from here on. */
  limit(budget: number): void {
    this.#budget = budget;
    this.#sweep();
  }

  /** Takes a record. */
  write(record: TelemetryRecord): void {
    const { type, observer = "", time } = record;
    const key = `${type} ${observer}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      const full = this.#full * (SAMPLED[type] ?? Infinity);
      series = { full, count: 0, bytes: 0, newest: 0, shift: 0 };
      this.#series.set(key, series);
    }
    const text = JSON.stringify(withoutUsual(record));
    const id = ++this.#count;
    series.newest = id;
    this.#kept.push({ id, time, text, series, place: series.count++ });
    series.bytes += text.length;
    this.#bytes += text.length;
    this.#unswept += text.length;
    this.#now = Math.max(this.#now, time);
    if (this.#unswept > STRIDE) this.#sweep();
  }

  /** The oldest records after number `id` that are kept, of about so many bytes; undefined where there are none. */
  after(id: number, bytes = Infinity): Batch | undefined {
    const kept = this.#kept;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (kept[middle]!.id <= id) low = middle + 1;
      else high = middle;
    }
    const texts: string[] = [];
    let last = id;
    for (let size = 0; low < kept.length && size < bytes; low++) {
      const { text, id } = kept[low]!;
      texts.push(text);
      size += text.length;
      last = id;
    }
    return texts.length === 0 ? undefined : { texts, last };
  }

  #sweep(): void {
    this.#unswept = 0;
    this.#thin();
    while (this.#bytes > this.#budget) {
      let largest: Series | undefined;
      for (const series of this.#series.values()) {
        if (series.bytes > (largest?.bytes ?? 0)) largest = series;
      }
      // Only the newest record of each is left: there is nothing to gain.
      if (largest === undefined || largest.shift > 40) return;
      largest.shift++;
      this.#thin();
    }
  }

  #thin(): void {
    this.#kept = this.#kept.filter((record) => {
      if (this.#isWorthKeeping(record)) return true;
      record.series.bytes -= record.text.length;
      this.#bytes -= record.text.length;
      return false;
    });
  }

  #isWorthKeeping({ id, time, series, place }: Kept): boolean {
    if (id === series.newest) return true;
    const age = this.#now - time;
    const halvings = age > series.full
      ? Math.ceil(Math.log2(age / series.full))
      : 0;
    return place % 2 ** (halvings + series.shift) === 0;
  }
}
