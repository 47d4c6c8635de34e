/**
 * Who to dial and when, apart from any socket.
 *
 * @module
 */

import { type Candidate, newCandidate, type Unmet } from "./candidate.ts";
import type { Beginning } from "./mdns/mod.ts";
import { pauseAfter } from "./pause_after.ts";

/**
 * How long the peer with the larger id waits for the other to dial, in
 * milliseconds: both hear of each other at about the same time, and one
 * connection is enough.
 */
const COURTESY = 1_000;

/** How long not to dial a peer that was disconnected on purpose, in milliseconds. */
const STAY_AWAY = 60_000;

/** Attempts after which a peer is given up until somebody mentions it again. */
const ATTEMPTS = 12;

/** Failures that a peer is left with of which there is a sign of life. */
const HOPEFUL = 3;

/** How long a peer that dials us may take, in milliseconds. */
const ARRIVAL = 5_000;

/**
 * Attempts under way at a time. If all peers of a large swarm started to dial
 * all others at once, on machines that are busy, none would be done in time.
 */
const PARALLEL = 4;

/** Addresses remembered for one peer. */
const ADDRESSES = 16;

/** Peers remembered: what is heard by multicast is bounded. */
const CANDIDATES = 4096;

/** What a dialer needs. */
export interface DialerOptions {
  /** Our own id. */
  self(): string;
  /** Connects, or throws. */
  dial(peer: string, addresses: string[]): Promise<void>;
}

/**
 * Connects to every peer that is heard of, and again after a loss, with pauses
 * that double and are jittered so that a healed network sees no storm.
 */
export class Dialer {
  readonly #self: () => string;
  readonly #dial: DialerOptions["dial"];
  readonly #candidates = new Map<string, Candidate>();
  readonly #queue: [string, Candidate][] = [];
  #running = 0;
  #closed = false;

  constructor(options: DialerOptions) {
    this.#self = options.self;
    this.#dial = options.dial;
  }

  /**
   * Somebody mentioned a peer and where it is.
   *
   * @param wanted Whether a person asked for it by address.
   */
  heard(peer: string, addresses: string[], wanted = false): void {
    if (this.#closed || peer === this.#self()) return;
    let candidate = this.#candidates.get(peer);
    if (candidate === undefined) {
      if (this.#candidates.size >= CANDIDATES) return;
      candidate = newCandidate();
      this.#candidates.set(peer, candidate);
    }
    candidate.wanted ||= wanted;
    const isNews = addresses.some((each) => !candidate.addresses.has(each));
    for (const address of addresses) {
      // The newest address is the likeliest, so it goes last and the oldest goes.
      candidate.addresses.delete(address);
      candidate.addresses.add(address);
    }
    while (candidate.addresses.size > ADDRESSES) {
      candidate.addresses.delete(candidate.addresses.keys().next().value!);
    }
    if (candidate.failures >= ATTEMPTS) candidate.failures = ATTEMPTS / 2;
    const courtesy = wanted ? 0 : this.#courtesy(peer);
    if (isNews && candidate.failures > 0) {
      // What failed until now was to reach it elsewhere.
      candidate.failures = 0;
      this.#anew(peer, candidate, courtesy);
    } else this.#schedule(peer, candidate, courtesy);
  }

  /**
   * A peer has just spoken on a link of ours: what failed until now may work.
   * It is dialled soon, not at the end of a pause that failures have made long.
   *
   * @param began Where it has been started anew since it spoke last: that nobody was
   * there in between means nothing
   */
  spoke(peer: string, addresses: string[], began?: Beginning): void {
    this.heard(peer, addresses);
    const candidate = this.#candidates.get(peer);
    if (candidate === undefined) return;
    if (began !== undefined) {
      candidate.failures = 0;
      this.#anew(peer, candidate, began.knowsUs ? this.#courtesy(peer) : 0);
    } else if (candidate.failures > HOPEFUL) {
      candidate.failures = HOPEFUL;
      this.#anew(peer, candidate, pauseAfter(HOPEFUL));
    }
  }

  /** A peer says itself where it is: what was heard before is stale, unless a person said it. */
  moved(peer: string, addresses: string[]): void {
    const candidate = this.#candidates.get(peer);
    if (candidate !== undefined && !candidate.wanted && addresses.length > 0) {
      candidate.addresses.clear();
    }
    this.heard(peer, addresses);
  }

  /** This machine has moved: everybody is dialled soon who is not connected. */
  refresh(): void {
    for (const [peer, candidate] of this.#candidates) {
      candidate.failures = 0;
      this.#anew(peer, candidate, pauseAfter(1));
    }
  }

  /** The peer is dialling us: let it. */
  arriving(peer: string): void {
    if (this.#candidates.get(peer)?.connected) return;
    this.#hold(peer, ARRIVAL);
  }

  /** A connection exists. */
  connected(peer: string): void {
    const candidate = this.#candidates.get(peer);
    if (candidate === undefined) return;
    candidate.connected = candidate.met = true;
    // Whoever was arriving is here.
    if (!candidate.avoided) candidate.notBefore = 0;
    clearTimeout(candidate.timer);
    candidate.timer = undefined;
  }

  /** The peer was found to be one of ours. */
  welcomed(peer: string): void {
    const candidate = this.#candidates.get(peer);
    if (candidate !== undefined) candidate.failures = 0;
  }

  /** Whether somebody was heard of who is neither to be avoided nor given up. */
  get hasHeard(): boolean {
    return this.#candidates.values().some(({ avoided, failures }) =>
      !avoided && failures < ATTEMPTS
    );
  }

  /** Whom nothing has led to yet of those that were heard of, without those to be avoided. */
  unmet(): Unmet[] {
    return [...this.#candidates.values()]
      .filter(({ met, avoided, addresses }) =>
        !met && !avoided && addresses.size > 0
      )
      .map(({ addresses, error }) => ({ addresses: [...addresses], error }));
  }

  /** The last connection is gone. */
  lost(peer: string): void {
    const candidate = this.#candidates.get(peer);
    if (candidate === undefined || !candidate.connected) return;
    candidate.connected = false;
    this.#retry(peer, candidate);
  }

  /** Does not dial a peer for a while, whatever is heard of it. */
  avoid(peer: string, milliseconds: number = STAY_AWAY): void {
    this.#hold(peer, milliseconds);
    const candidate = this.#candidates.get(peer);
    if (candidate !== undefined) candidate.avoided = true;
  }

  /** Ends all attempts to come. */
  close(): void {
    this.#closed = true;
    for (const candidate of this.#candidates.values()) {
      clearTimeout(candidate.timer);
    }
    this.#candidates.clear();
    this.#queue.length = 0;
  }

  /** In a larger swarm the other side has more to do first. */
  #courtesy(peer: string): number {
    if (this.#self() < peer) return 0;
    return COURTESY * (1 + this.#candidates.size / 10);
  }

  #hold(peer: string, milliseconds: number): void {
    this.heard(peer, []);
    const candidate = this.#candidates.get(peer);
    if (candidate === undefined) return;
    candidate.notBefore = Date.now() + milliseconds;
    if (candidate.timer !== undefined) this.#anew(peer, candidate, 0);
  }

  #anew(peer: string, candidate: Candidate, pause: number): void {
    clearTimeout(candidate.timer);
    candidate.timer = undefined;
    this.#schedule(peer, candidate, pause);
  }

  #schedule(peer: string, candidate: Candidate, pause: number): void {
    if (
      this.#closed || candidate.connected || candidate.dialling ||
      candidate.timer !== undefined || candidate.addresses.size === 0
    ) return;
    const wait = Math.max(pause, candidate.notBefore - Date.now());
    candidate.timer = setTimeout(() => {
      candidate.timer = undefined;
      candidate.dialling = true;
      // In no particular order, lest all peers beset the same one.
      const at = Math.floor(Math.random() * (this.#queue.length + 1));
      this.#queue.splice(at, 0, [peer, candidate]);
      this.#next();
    }, wait);
  }

  #next(): void {
    while (this.#running < PARALLEL && this.#queue.length > 0) {
      const [peer, candidate] = this.#queue.shift()!;
      if (candidate.connected || candidate.notBefore > Date.now()) {
        candidate.dialling = false;
        this.#schedule(peer, candidate, 0);
        continue;
      }
      this.#running++;
      this.#attempt(peer, candidate).finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  async #attempt(peer: string, candidate: Candidate): Promise<void> {
    try {
      await this.#dial(peer, [...candidate.addresses].reverse());
    } catch (error) {
      // Whether it worked shows below: the other side may have dialled us.
      candidate.error = error;
    }
    candidate.dialling = false;
    if (!candidate.connected) this.#retry(peer, candidate);
  }

  #retry(peer: string, candidate: Candidate): void {
    candidate.failures++;
    if (candidate.failures >= ATTEMPTS && !candidate.wanted) return;
    this.#schedule(peer, candidate, pauseAfter(candidate.failures));
  }
}
