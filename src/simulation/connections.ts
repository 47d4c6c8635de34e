import type { Overlay } from "./overlay.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** Tells a peer that its connection with another has opened or broken. */
type Changed = (
  peer: VirtualPeer,
  other: VirtualPeer,
  isOpen: boolean,
) => void;

/** A group that is cut off from everybody else. */
export interface Partition {
  /** Who is in it. */
  readonly group: Set<VirtualPeer>;
}

/**
 * Who has an open connection with whom, and tells both when one opens or breaks.
 * Connections follow the overlay: each peer has one with each neighbour.
 */
export class Connections {
  readonly #overlay: Overlay;
  readonly #peers: readonly VirtualPeer[];
  readonly #changed: Changed;
  readonly #partitions = new Set<Partition>();

  /** @param changed tells a peer that its connection with another has opened or broken */
  constructor(
    parts: {
      overlay: Overlay;
      peers: readonly VirtualPeer[];
      changed: Changed;
    },
  ) {
    this.#overlay = parts.overlay;
    this.#peers = parts.peers;
    this.#changed = parts.changed;
  }

  /** Peers come into the overlay and meet their neighbours there. */
  join(peers: readonly VirtualPeer[]): void {
    for (const partition of this.#partitions) this.#cut(partition, peers);
    for (const peer of peers) {
      peer.gone = false;
      this.#overlay.join(peer.index);
    }
    for (const peer of peers) this.#meetNeighbours(peer);
  }

  /**
   * A peer is gone from the overlay.
   *
   * @param silent its connections stay open, with nobody at the other end
   */
  leave(peer: VirtualPeer, silent: boolean): void {
    peer.gone = true;
    this.#overlay.leave(peer.index);
    const neighbours = [...peer.connections];
    if (!silent) this.breakAll(peer);
    // Who has lost a neighbour may have found another.
    for (const other of neighbours) {
      if (!other.gone) this.#meetNeighbours(other);
    }
  }

  /** Breaks all of a peer's connections. */
  breakAll(peer: VirtualPeer): void {
    for (const other of [...peer.connections]) this.#part(other, peer);
  }

  /** Breaks all of a peer's connections, and opens what can be opened. */
  reopen(peer: VirtualPeer): void {
    this.breakAll(peer);
    if (!peer.gone) this.#meetNeighbours(peer);
  }

  /** A peer without connections changes to the other side of all partitions. */
  move(peer: VirtualPeer): void {
    for (const { group } of this.#partitions) {
      if (!group.delete(peer)) group.add(peer);
    }
    this.#overlay.mend();
    for (const partition of this.#partitions) this.#cut(partition, this.#peers);
  }

  /** Whether a partition lies between two peers. */
  areParted(a: VirtualPeer, b: VirtualPeer): boolean {
    for (const { group } of this.#partitions) {
      if (group.has(a) !== group.has(b)) return true;
    }
    return false;
  }

  /**
   * Cuts a group off from everybody else, those that come later included.
   *
   * @param silent connections do not break with it
   */
  partition(group: readonly VirtualPeer[], silent: boolean): Partition {
    const partition = { group: new Set(group) };
    this.#partitions.add(partition);
    this.#cut(partition, this.#peers);
    if (silent) return partition;
    for (const a of group) {
      for (const b of [...a.connections]) {
        if (partition.group.has(b)) continue;
        this.#part(a, b);
      }
    }
    return partition;
  }

  /** Ends one partition, or mends all links; who had lost a connection opens it again. */
  heal(partition?: Partition): void {
    if (partition === undefined) this.#partitions.clear();
    else this.#partitions.delete(partition);
    this.#overlay.mend();
    for (const other of this.#partitions) this.#cut(other, this.#peers);
    for (const peer of this.#peers) if (!peer.gone) this.#meetNeighbours(peer);
  }

  /** Whether any part of the swarm is cut off. */
  get hasPartitions(): boolean {
    return this.#partitions.size > 0;
  }

  #cut({ group }: Partition, peers: readonly VirtualPeer[]): void {
    for (const b of peers) {
      if (group.has(b)) continue;
      for (const a of group) this.#overlay.cut(a.index, b.index, true);
    }
  }

  #meetNeighbours(peer: VirtualPeer): void {
    for (const index of this.#overlay.neighbours(peer.index)) {
      const other = this.#peers[index]!;
      if (peer.connections.has(other)) continue;
      if (this.#overlay.isCut(peer.index, index)) continue;
      peer.connections.add(other);
      other.connections.add(peer);
      this.#changed(peer, other, true);
      this.#changed(other, peer, true);
    }
  }

  #part(a: VirtualPeer, b: VirtualPeer): void {
    a.connections.delete(b);
    b.connections.delete(a);
    this.#changed(a, b, false);
    this.#changed(b, a, false);
  }
}
