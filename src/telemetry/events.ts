import type { PeerEvent } from "../peer/mod.ts";

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
  | { type: "saved"; files: string[] }
  /** A person may watch at `url`, which may hold a token: logs and pages are not told. */
  | { type: "dashboard"; url: string }
  /** Where Prometheus finds the figures. */
  | { type: "metrics"; url: string };
