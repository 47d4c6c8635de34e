import { type Feed, keptSegments, toHex, type Update } from "../replica/mod.ts";
import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** How often a peer writes its snapshot unless the options say otherwise, ms: as in `node/`. */
const USUALLY = 10_000;

/** Most bytes of others' updates that are kept beside a snapshot. */
const KEPT_BYTES = 2 ** 20;

/**
 * Writes what real peers write to the peers' disks: a snapshot at an interval and
 * after the first epoch, and the own feeds. What others published after the
 * snapshot is lost with a crash, and of the own what no sync confirmed.
 */
export class Disks {
  readonly #simulation: Simulation;
  readonly #every: number;
  readonly #keepsFeeds: boolean;
  /** Peers that take snapshots, by number; undefined where all do. */
  readonly #kept: ReadonlySet<number> | undefined;

  /** Decides who takes snapshots: they cost, where nobody comes back to them. */
  constructor(simulation: Simulation) {
    const { snapshotEvery, keepsFeeds = true, faults = [] } =
      simulation.options;
    this.#keepsFeeds = keepsFeeds;
    this.#simulation = simulation;
    this.#every = snapshotEvery ?? USUALLY;
    if (snapshotEvery !== undefined) return;
    this.#kept = new Set(
      faults.flatMap((fault) =>
        fault.kind === "crash" && fault.disk === true ? [fault.peer] : []
      ),
    );
  }

  /** Takes snapshots of a peer from here on. */
  attach(peer: VirtualPeer): void {
    if (this.#kept?.has(peer.index) === false) return;
    const { peer: incarnation } = peer;
    const keepOn = () => {
      if (peer.peer !== incarnation || !peer.isRunning) return;
      if (!peer.suspended) this.#keep(peer);
      this.#simulation.after(this.#every, keepOn);
    };
    this.#simulation.after(this.#every, keepOn);
  }

  /** The peer has completed an epoch: a crash soon after its first shall not cost all of it. */
  endEpoch(peer: VirtualPeer): void {
    if (this.#kept?.has(peer.index) === false) return;
    if (peer.disk.newest === undefined) this.#keep(peer);
  }

  /** The peer publishes an update. */
  publish(peer: VirtualPeer, update: Update): void {
    if (!this.#keepsFeeds || this.#kept?.has(peer.index) === false) return;
    peer.disk.append(update, this.#simulation.now);
  }

  #keep(peer: VirtualPeer): void {
    const { replica } = peer;
    const { publicKey } = peer.peer;
    const isOwn = (feed: Feed) => toHex(feed.publicKey) === publicKey;
    const kept = this.#keepsFeeds
      ? keptSegments(replica, isOwn, KEPT_BYTES)
      : [];
    const snapshot = replica.snapshot();
    const { epochMemory: epoch } = peer.peer;
    peer.disk.save({ snapshot, kept, epoch }, this.#simulation.now);
  }
}
