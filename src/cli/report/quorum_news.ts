import type { NodeEvent } from "../../telemetry/mod.ts";

type Quorum = Extract<NodeEvent, { type: "quorum" }>;

/** What is to be said of K: a change of it, from what was told last, or that it goes to and fro. */
export type QuorumTold =
  | Quorum
  | { type: "quorum-range"; low: number; high: number; event: Quorum };

/** Seconds that K must stand, or that a change waits at most, before it is told: what goes at once is no news. */
const STANDS = 3;

/** Seconds in which turns are counted, and after which a K that stood is no longer one that goes to and fro. */
const BOUT = 60;

/** Turns, from up to down or from down to up, that make it a to and fro. */
const TURNS = 2;

/** Tells K calmly: each change that stands, and once that it goes to and fro. */
export class QuorumNews {
  #recent: { event: Quorum; at: number }[] = [];
  #told: number | undefined;
  #since: number | undefined;
  #range: { low: number; high: number } | undefined;

  /** K has changed. */
  note(event: Quorum, seconds: number): void {
    this.#told ??= event.from;
    const last = this.#recent.at(-1);
    if (last !== undefined && seconds - last.at > BOUT) this.#range = undefined;
    this.#recent = this.#recent.filter(({ at }) => seconds - at <= BOUT);
    this.#recent.push({ event, at: seconds });
    this.#since ??= seconds;
  }

  /** What is to be told now, if anything is. */
  due(seconds: number): QuorumTold | undefined {
    const last = this.#recent.at(-1);
    if (last === undefined || this.#since === undefined) return undefined;
    if (seconds - this.#since < STANDS) return undefined;
    this.#since = undefined;
    const { event } = last;
    const from = this.#told!;
    this.#told = event.to;
    const range = this.#range;
    if (range && event.to >= range.low && event.to <= range.high) {
      return undefined;
    }
    if (this.#turns >= TURNS) {
      const all = this.#recent.map(({ event }) => event.to);
      const low = Math.min(...all), high = Math.max(...all);
      this.#range = { low, high };
      return {
        type: "quorum-range",
        low,
        high,
        event: this.#newestWithSlow ?? event,
      };
    }
    return event.to === from ? undefined : { ...event, from };
  }

  /** The newest change of which it is told who is slow: where K rises that is not. */
  get #newestWithSlow(): Quorum | undefined {
    return this.#recent.findLast(({ event }) => event.slow !== undefined)
      ?.event;
  }

  get #turns(): number {
    const ups = this.#recent.map(({ event: { from, to } }) => to > from);
    return ups.filter((up, i) => i > 0 && up !== ups[i - 1]).length;
  }
}
