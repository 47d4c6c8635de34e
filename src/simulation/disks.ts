import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** How often a peer writes its snapshot unless the options say otherwise, ms: as in `node/`. */
const USUALLY = 10_000;

/**
 * The peers' disks: the newest snapshot of each, taken at an interval and after
 * the first epoch, as real peers do. What a peer did after it is lost with a crash.
 */
export class Disks {
  readonly #simulation: Simulation;
  readonly #every: number;
  /** Peers that take snapshots, by number; undefined where all do. */
  readonly #kept: ReadonlySet<number> | undefined;

  /** Decides who takes snapshots: they cost, where nobody comes back to them. */
  constructor(simulation: Simulation) {
    const { snapshotEvery, faults = [] } = simulation.options;
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

  #keep(peer: VirtualPeer): void {
    peer.disk = peer.replica.snapshot();
  }
}
