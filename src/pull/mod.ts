/**
 * How payloads spread: each peer pulls what it lacks in chunks, from all neighbours that have them, and passes on what it
 * has while the rest is on its way. Pure: time is handed in, chance comes from a seed, and bytes stay with the
 * caller, so that real networks and virtual ones do the same.
 *
 * @module
 */
export { ChunkSet } from "./chunk_set.ts";
export { Exchange } from "./exchange.ts";
export {
  type Action,
  chunksIn,
  type ExchangeOptions,
  type Message,
  type Payload,
} from "./types.ts";
export { UplinkRate } from "./uplink_rate.ts";
