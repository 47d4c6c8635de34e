import type { Peer, PeerEvent, PeerInput } from "../../src/peer/mod.ts";
import type { Replica } from "../../src/replica/mod.ts";

/** One peer with what the harness knows about it. */
export interface VirtualPeer {
  readonly index: number;
  readonly peer: Peer;
  readonly replica: Replica;
  /** False once it has crashed. */
  alive: boolean;
  /** Frozen: its event loop stands still. */
  suspended: boolean;
  /** Finished, and its connections closed. */
  gone: boolean;
  /** What has come while it was frozen. */
  inbox: PeerInput[];
  events: (PeerEvent & { at: number })[];
  finished: string | undefined;
  finishedAt: number;
  published: { at: number; bytes: number; type: "update" | "status" }[];
  /** Units whose gradient was computed to the end, in order. */
  visited: number[];
  jobs: Set<number>;
  /** The number of the timer that counts. */
  timer: number;
}
