import type { Delay } from "./delay.ts";

/** What the links and the gossip overlay of a virtual swarm are like. */
export interface NetworkModel {
  /**
   * One-way milliseconds of a message over a link, drawn anew for each: those
   * that vary reorder messages. Default: uniform between 0.5 and 1.5.
   */
  latency?: Delay | ((from: number, to: number) => Delay);
  /** Bytes a millisecond that a peer can send, all its links together; default: no limit. */
  bandwidth?: number | ((peer: number) => number);
  /** Part of the copies sent over a link that gossip loses, 0 … 1. */
  loss?: number;
  /** Part of the deliveries that come twice to the peer itself, 0 … 1: what a broken overlay would do. */
  duplication?: number;
  /** Neighbours that each peer wants in the overlay, of which it takes twice as many at most; default 64, as in `network/`. In smaller swarms everybody is everybody's neighbour. */
  degree?: number;
  /** Milliseconds after which a request that nobody answers fails; default 200. */
  requestTimeout?: number;
}
