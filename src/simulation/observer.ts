import type { PeerAction, PeerInput } from "../peer/mod.ts";
import type { Fault } from "./fault.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** Watches a simulation while it runs: a trace, invariants, statistics. */
export interface Observer {
  /** A peer exists, or exists again after a restart (with a new `peer` and `replica`). */
  appeared?(peer: VirtualPeer, now: number): void;
  /** A peer has handled an input, and wants these things done. */
  handled?(
    peer: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ): void;
  /** A fault takes effect. */
  befell?(fault: Fault, now: number): void;
  /** The run is over. */
  ended?(now: number): void;
}
