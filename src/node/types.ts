import type { PeerEvent, PeerFigures, Validation } from "../peer/mod.ts";
import type { CodecSetting } from "../compression/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { OuterOptions } from "../optimizers/mod.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { BackendName } from "../training/backend_name.ts";

/** How to take part in the training of a task. */
export interface PeerOptions {
  /** The task file: a path or a `file:` URL. */
  task: string | URL;
  /** Name of the swarm; only peers of the same swarm meet. Default: the task's name. */
  swarm?: string;
  /** Name that other people see. Default: the host's name. */
  name?: string;
  /** Wait for so many peers, this one included, before the first round. */
  waitFor?: number;
  /** The quorum, or what chooses it. Default: the task's, else `all`. */
  k?: QuorumRule;
  /** Whether own updates stand in for missing ones in the parameters that gradients are computed at. Default false. */
  substitutes?: boolean;
  /** Rounds behind at which a gradient starts anew; chosen where the variant is `auto`, else never. */
  cutOff?: number;
  /** No gradient begins while more is known to be missing, in full steps. Default: only measured. With top-k, all peers must give one: it admits denser updates, and is part of the manifest so far. */
  elasticBound?: number;
  /** Which corner of the four. Default: the task's. Part of the manifest. */
  variant?: Variant;
  /** Which example comes next. Default: the task's, else cd-grab for small models, random for others. Part of the manifest. */
  ordering?: Ordering;
  /** How updates are made small; `auto`: each peer chooses, by what its uplink carries. Default: the task's. Part of the manifest. */
  codec?: CodecSetting;
  /** Local steps of an update, or `matched:H`. Default: the task's, else 1. Part of the manifest. */
  localSteps?: LocalSteps;
  /** What is made of their sum. Default: the task's, else the sum itself. Part of the manifest. */
  outer?: OuterOptions;
  /** Addresses to listen on: multiaddrs or `host:port`. */
  listen?: string[];
  /** IPv4 addresses of the interfaces to discover peers on. */
  interfaces?: string[];
  /** Find peers by multicast DNS. Default true. */
  discovery?: boolean;
  /** Multiaddrs of peers to connect to. */
  bootstrap?: string[];
  /** Contents of a pre-shared key file, for a private swarm. */
  secret?: Uint8Array;
  /** Folder for the identity, the own updates and snapshots, so that a restart loses nothing. */
  state?: string;
  /** Folder to save the trained model in. */
  save?: string;
  /** tfjs backend. Default: the best that can train this model. */
  backend?: BackendName;
  /** Pretends to be so many times slower, for tests: 10 waits nine times the gradient's time after it. */
  slow?: number;
  /** Takes so many ms for a gradient that needs less, for tests; `slow` multiplies it. */
  pace?: number;
  /** Takes in messages so many ms after they came, for tests. */
  lag?: number;
  /** Ed25519 seed of 32 bytes, for tests. Default: random, or from `state`. */
  identity?: Uint8Array;
}

/** Something that happened to a peer or its network. */
export type NodeEvent =
  | PeerEvent
  | {
    type: "ready";
    peer: string;
    feed: string;
    name: string;
    swarm: string;
    manifest: string;
    backend: string;
    parameters: number;
    units: number;
    addresses: string[];
  }
  | { type: "notice"; text: string }
  | { type: "peer-connected"; peer: string; name: string }
  | { type: "peer-disconnected"; peer: string }
  /** `peer` is its libp2p id here, as it never came near the replica. */
  | { type: "peer-refused"; peer: string; name: string; reason: string }
  /** Goes on from the snapshot in a folder, in the epoch given (from 1). */
  | { type: "restored"; epoch: number; directory: string }
  /**
   * Update `seq` of the own `feed` goes out, in so many bytes. `synced`: how many of the feed were on
   * disk for good before; absent without a state folder.
   */
  | {
    type: "published";
    feed: string;
    seq: number;
    bytes: number;
    synced?: number;
  }
  | { type: "saved"; files: string[] };

/** Live figures of a running peer. */
export interface NodeFigures extends PeerFigures {
  /** Seconds since training began. */
  seconds: number;
  /** Updates folded a second, everyone's, of late. */
  updatesPerSecond: number;
  /** Bytes sent over the network. */
  bytesSent: number;
  /** Bytes received. */
  bytesReceived: number;
  /** Bytes that wait for the peer for which most waits: sent to it, and not read there yet. */
  waitingBytes: number;
  /** The most that ever waited for one peer, bytes. */
  mostWaitingBytes: number;
  /** Messages not sent to a peer, for which too much waited already; it catches up. */
  dropped: number;
  /** CPU time in gradients that were published, ms. */
  gradientMs: number;
  /** CPU time in gradients that were thrown away, ms. */
  wastedMs: number;
  /** Time that passed in gradients that were published, ms: of all time, what the worker did not wait. */
  computingMs: number;
  /** CPU time of the whole process, ms. */
  cpuMs: number;
  /** The newest evaluation, anyone's. */
  validation: Validation | undefined;
  /** What of this peer is in the state folder; absent without one. */
  disk?: DiskFigures;
}

/** What a crash would spare. */
export interface DiskFigures {
  /** Own updates of this run that are on disk for good. */
  synced: number;
  /** Whether the folder can be written: then all but the last moment is safe. */
  isDurable: boolean;
}

/** What a peer has to show at the end. */
export interface Summary extends NodeFigures {
  /** The own public key, hex. */
  peer: string;
  /** Name that other people see. */
  name: string;
  /** Why training ended. */
  reason: string;
  /** Name of the feed that this process published, hex. */
  feed: string;
  /** Updates folded, by feed. */
  clock: Record<string, number>;
  /** SHA-256 of clock and parameters: equal for equal replicas. */
  hash: string;
  /** SHA-256 of the parameters alone, float64 little-endian, to compare runs. */
  parametersHash: string;
  /** Evaluation of the final model, where there is validation data. */
  final: Validation | undefined;
  /** Files of the saved model. */
  saved: string[];
}

/** A peer that runs. */
export interface RunningPeer {
  /** The own public key, hex. */
  readonly id: string;
  /** Name that other people see. */
  readonly name: string;
  /** Multiaddrs that others can connect to. */
  readonly addresses: string[];
  /** Calls back with every event from now on; returns a function that ends it. */
  on(listener: (event: NodeEvent) => void): () => void;
  /** Figures at this moment. */
  figures(): NodeFigures;
  /** Settles when training has ended and everything is saved and closed. */
  readonly done: Promise<Summary>;
  /** Leaves the swarm at once, politely; settles like `done`. */
  stop(): Promise<Summary>;
}
