import { type Feed, keptUpdates, toHex, type Update } from "../replica/mod.ts";
import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** How often a peer writes its snapshot unless the options say otherwise, ms: as in `node/`. */
const USUALLY = 10_000;

/** How long a sync takes, ms: what was published since is lost with a crash. */
const SYNC = 2;

/** Most bytes of others' updates that are kept beside a snapshot. */
const KEPT_BYTES = 2 ** 20;

/** What a peer comes back to. */
export interface Saved {
  /** Its newest snapshot. */
  readonly snapshot: Uint8Array;
  /** Others' updates that were kept beside it. */
  readonly kept: readonly Update[];
}

/**
 * The peers' disks: the newest snapshot of each, taken at an interval and after
 * the first epoch, and the own feeds, as real peers keep them. What others published
 * after the snapshot is lost with a crash, and of the own what no sync confirmed.
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
    if (peer.disk === undefined) this.#keep(peer);
  }

  /** The peer publishes an update. */
  publish(peer: VirtualPeer, update: Update): void {
    if (!this.#keepsFeeds || this.#kept?.has(peer.index) === false) return;
    peer.log.push({ update, at: this.#simulation.now });
  }

  /** The peer has crashed: what was on its way to the disk is lost. */
  crash({ log }: VirtualPeer): void {
    const synced = this.#simulation.now - SYNC;
    while (log.length > 0 && log.at(-1)!.at > synced) log.pop();
  }

  #keep(peer: VirtualPeer): void {
    const { replica } = peer;
    const { publicKey } = peer.peer;
    const isOwn = (feed: Feed) => toHex(feed.publicKey) === publicKey;
    peer.disk = {
      snapshot: replica.snapshot(),
      kept: this.#keepsFeeds ? keptUpdates(replica, isOwn, KEPT_BYTES) : [],
    };
  }
}
