import type { VirtualPeer } from "../virtual_peer.ts";

/** A chunk that waits to be sent. */
export interface OutgoingChunk {
  /** Names its payload. */
  readonly payload: string;
  /** Which of its chunks. */
  readonly index: number;
}

/** Chunks that wait for a machine's uplink: of each neighbour in turn the first, as TCP shares a link. */
export class Outbox {
  readonly #lanes = new Map<VirtualPeer, OutgoingChunk[]>();

  /** Adds a chunk for a neighbour. */
  put(to: VirtualPeer, chunk: OutgoingChunk): void {
    const lane = this.#lanes.get(to);
    if (lane === undefined) this.#lanes.set(to, [chunk]);
    else lane.push(chunk);
  }

  /** Takes back what waits for a neighbour; returns how many chunks. */
  take(to: VirtualPeer, payload: string, indices: readonly number[]): number {
    const lane = this.#lanes.get(to);
    if (lane === undefined) return 0;
    const left = lane.filter((chunk) =>
      chunk.payload !== payload || !indices.includes(chunk.index)
    );
    if (left.length > 0) this.#lanes.set(to, left);
    else this.#lanes.delete(to);
    return lane.length - left.length;
  }

  /** Drops what waits for a neighbour. */
  drop(to: VirtualPeer): void {
    this.#lanes.delete(to);
  }

  /** The chunk whose turn it is, taken out; undefined where none waits. */
  next(): { to: VirtualPeer; chunk: OutgoingChunk } | undefined {
    for (const [to, lane] of this.#lanes) {
      const chunk = lane.shift()!;
      this.#lanes.delete(to);
      if (lane.length > 0) this.#lanes.set(to, lane);
      return { to, chunk };
    }
    return undefined;
  }
}
