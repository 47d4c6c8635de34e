import type { Peer, Phase } from "../../peer/mod.ts";
import type { FeedId, Replica } from "../../replica/mod.ts";
import type { VirtualPeer } from "../virtual_peer.ts";
import type { Oracle } from "./oracle.ts";
import type { Invariant } from "./violation.ts";

/** One incarnation of a peer, with what watchers know of it. */
export class WatchedPeer {
  /** The machine. */
  readonly machine: VirtualPeer;
  /** Its number. */
  readonly index: number;
  /** The incarnation's state machine. */
  readonly peer: Peer;
  /** The incarnation's model. */
  readonly replica: Replica;
  /** The incarnation's feed. */
  readonly feed: FeedId;
  /** Hex of the public key. */
  readonly publicKey: string;
  /** Whether the others may have begun without it. */
  readonly isLatecomer: boolean;
  /** Its clock, as of its last event. */
  readonly counts: Map<FeedId, number> = new Map();
  /** What the sampled coordinates must be, in grid units. */
  readonly sums: Float64Array;
  /** What F(x) must be. */
  fingerprint: bigint;
  /** Units that the clock stands for. */
  units = 0;
  /** Its quorum after its last event. */
  k = 1;
  /** How many it counted as live after its last event, itself included. */
  live = 1;
  /** Whether it has been told to begin. */
  isStarted = false;
  /** Its phase after its last event. */
  phase: Phase = "waiting";
  /** When it began to train, ms; Infinity until then. */
  beganAt = Infinity;
  /** When it began to end, ms; Infinity until then. */
  endingAt = Infinity;
  /** When it finished, ms; Infinity until then. */
  finishedAt = Infinity;
  /** The feeds that it counted as live when it finished. */
  regarded: Set<FeedId> = new Set();
  /** The number of its newest status. */
  statusNumber = -1;
  /** Events since it was last held against the oracle, in a large swarm. */
  unlooked = 0;

  /** Begins with what the oracle knows of x_0. */
  constructor(machine: VirtualPeer, oracle: Oracle, isLatecomer: boolean) {
    const { peer, replica, index } = machine;
    this.machine = machine;
    this.index = index;
    this.peer = peer;
    this.replica = replica;
    this.feed = peer.feed;
    this.publicKey = peer.publicKey;
    this.isLatecomer = isLatecomer;
    this.sums = oracle.start.slice();
    this.fingerprint = oracle.startFingerprint;
  }

  /** Whether the machine still runs this incarnation, and it has not finished. */
  get isRunning(): boolean {
    return this.machine.peer === this.peer && this.machine.isRunning;
  }
}

/** Reports what is wrong with one peer. */
export type Report = (
  invariant: Invariant,
  text: string,
  peer?: WatchedPeer,
) => void;
