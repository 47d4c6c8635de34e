import type { NetworkModel } from "./network_model.ts";

/**
 * What each peer can send: its copies leave one after the other, whatever link
 * they take.
 *
 * A relay is booked when its message is published, so ahead of time. What the
 * peer sends before then fits into the gap, of which the latest is remembered.
 */
export class Uplinks {
  /** Whether anybody's bandwidth has a limit. */
  readonly limited: boolean;
  readonly #bandwidth: NetworkModel["bandwidth"];
  #rates = new Float64Array(0);
  #freeFrom = new Float64Array(0);
  #busyFrom = new Float64Array(0);
  #busyUntil = new Float64Array(0);

  constructor(model: NetworkModel) {
    this.#bandwidth = model.bandwidth;
    this.limited = model.bandwidth !== undefined;
  }

  /** Makes room for peers below `size`. */
  grow(size: number): void {
    const before = this.#rates.length;
    if (!this.limited || size <= before) return;
    const wanted = Math.max(64, size, 2 * before);
    this.#rates = enlarged(this.#rates, wanted);
    this.#freeFrom = enlarged(this.#freeFrom, wanted);
    this.#busyFrom = enlarged(this.#busyFrom, wanted);
    this.#busyUntil = enlarged(this.#busyUntil, wanted);
    const bandwidth = this.#bandwidth!;
    for (let i = before; i < wanted; i++) {
      this.#rates[i] = typeof bandwidth === "function"
        ? bandwidth(i)
        : bandwidth;
    }
  }

  /** Milliseconds that sending this much takes a peer. */
  duration(peer: number, bytes: number): number {
    return this.limited ? bytes / this.#rates[peer]! : 0;
  }

  /** When a peer that wants to send for `duration` ms from `now` on can begin. */
  start(peer: number, now: number, duration: number): number {
    if (!this.limited) return now;
    const inGap = Math.max(now, this.#freeFrom[peer]!);
    return inGap + duration <= this.#busyFrom[peer]!
      ? inGap
      : Math.max(now, this.#busyUntil[peer]!);
  }

  /** Books it; returns when it begins. */
  book(peer: number, now: number, duration: number): number {
    const start = this.start(peer, now, duration);
    if (!this.limited || duration === 0) return start;
    if (start < this.#busyFrom[peer]!) {
      this.#freeFrom[peer] = start + duration;
      return start;
    }
    if (start > this.#busyUntil[peer]!) {
      this.#freeFrom[peer] = this.#busyUntil[peer]!;
      this.#busyFrom[peer] = start;
    }
    this.#busyUntil[peer] = start + duration;
    return start;
  }
}

function enlarged(array: Float64Array<ArrayBuffer>, length: number) {
  const larger = new Float64Array(length);
  larger.set(array);
  return larger;
}
