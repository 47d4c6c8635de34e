/**
 * A real peer: binds the state machine to network, training and disk.
 *
 * @module
 */
export { NodeError } from "./errors.ts";
export { startPeer } from "./start_peer.ts";
export type { PeerOptions, RunningPeer } from "./types.ts";
