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
  /** Payloads of more bytes are announced and pulled by whoever lacks them, others go with their header; default as in `network/`. */
  announceAbove?: number;
  /** Bytes of a payload that are pulled together; default as in `network/`. Fewer and larger ones make large swarms cheap to simulate, and their pulls a little less even. */
  chunkBytes?: number;
  /** Bytes that every payload counts for on the wire, whatever its length: what a large model costs in time and bytes, without its memory. */
  payloadBytes?: number;
  /** Milliseconds after which a request that nobody answers fails; default 200. */
  requestTimeout?: number;
}
