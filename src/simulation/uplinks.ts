import { UplinkRate } from "../pull/uplink_rate.ts";
import type { NetworkModel } from "./network_model.ts";

/** Busy times of one peer that are remembered apart; before the first it counts as busy. */
const REMEMBERED = 64;

/**
 * What each peer can send: its copies leave one after the other, whatever link
 * they take.
 *
 * A relay is booked when its message is published, so ahead of time, and those of
 * many messages are booked across each other. What fits between two of them goes
 * there: else one message would wait for another that comes later, and a network
 * with room for thousands of them a second would carry one for each time that a
 * message takes to spread.
 */
export class Uplinks {
  /** Whether anybody's bandwidth has a limit. */
  readonly limited: boolean;
  readonly #bandwidth: NetworkModel["bandwidth"];
  #rates = new Float64Array(0);
  /** By peer: beginnings and ends of busy times in turn, ascending. */
  readonly #busy: number[][] = [];
  /** By peer: when the busy times that are forgotten end. */
  readonly #forgotten: number[] = [];
  /** Of the peers that want to know. */
  readonly #measured = new Map<number, UplinkRate>();

  constructor(model: NetworkModel) {
    this.#bandwidth = model.bandwidth;
    this.limited = model.bandwidth !== undefined;
  }

  /** Makes room for peers below `size`. */
  grow(size: number): void {
    const before = this.#rates.length;
    if (!this.limited || size <= before) return;
    const wanted = Math.max(64, size, 2 * before);
    const rates = new Float64Array(wanted);
    rates.set(this.#rates);
    const bandwidth = this.#bandwidth!;
    for (let i = before; i < wanted; i++) {
      rates[i] = typeof bandwidth === "function" ? bandwidth(i) : bandwidth;
      this.#busy.push([]);
      this.#forgotten.push(-Infinity);
    }
    this.#rates = rates;
  }

  /** Gives a peer another bandwidth from here on, bytes a ms; what is booked stays. */
  change(peer: number, bandwidth: number): void {
    if (!this.limited) {
      throw new RangeError(
        `Cannot change peer ${peer}'s bandwidth: the network has none to begin with`,
      );
    }
    this.#rates[peer] = bandwidth;
  }

  /** Bytes a second, as a peer measures it from when it first asks; undefined before it has sent something. */
  measured(peer: number): number | undefined {
    if (!this.limited) return Infinity;
    let rate = this.#measured.get(peer);
    if (rate === undefined) {
      this.#measured.set(peer, rate = new UplinkRate());
    }
    return rate.bytesPerSecond;
  }

  /** Milliseconds that sending this much takes a peer. */
  duration(peer: number, bytes: number): number {
    return this.limited ? bytes / this.#rates[peer]! : 0;
  }

  /** When a peer that wants to send for `duration` ms from `now` on can begin. */
  start(peer: number, now: number, duration: number): number {
    return this.limited ? this.#fit(peer, now, duration).start : now;
  }

  /** Books it; returns when it begins. */
  book(peer: number, now: number, duration: number): number {
    if (!this.limited) return now;
    const { start, place } = this.#fit(peer, now, duration);
    if (duration === 0) return start;
    const bytes = duration * this.#rates[peer]!;
    this.#measured.get(peer)?.add(bytes, start, start + duration);
    const busy = this.#busy[peer]!;
    const end = start + duration;
    const follows = place > 0 && busy[place - 1] === start;
    const leads = place < busy.length && busy[place] === end;
    // One busy time where it touches others, so that a full queue is one of them.
    if (follows && leads) busy.splice(place - 1, 2);
    else if (follows) busy[place - 1] = end;
    else if (leads) busy[place] = start;
    else busy.splice(place, 0, start, end);
    if (busy.length > 2 * REMEMBERED) {
      this.#forgotten[peer] = busy[1]!;
      busy.splice(0, 2);
    }
    return start;
  }

  /** The first gap that is long enough, and its place among the busy times. */
  #fit(
    peer: number,
    now: number,
    duration: number,
  ): { start: number; place: number } {
    const busy = this.#busy[peer]!;
    const from = Math.max(now, this.#forgotten[peer]!);
    // Most of what is booked lies before: look from the end.
    let place = busy.length;
    while (place > 0 && busy[place - 1]! > from) place -= 2;
    let start = from;
    for (; place < busy.length; place += 2) {
      if (start + duration <= busy[place]!) break;
      start = Math.max(start, busy[place + 1]!);
    }
    return { start, place };
  }
}
