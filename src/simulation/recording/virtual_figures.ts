import type { Validation } from "../../peer/mod.ts";
import type { MemberRow, NodeFigures } from "../../telemetry/mod.ts";
import type { Recordable } from "../../telemetry/sampler.ts";
import type { VirtualPeer } from "../virtual_peer.ts";

/** What a virtual peer is called. */
export function virtualName(index: number): string {
  return `peer ${index}`;
}

/** What the surroundings of a virtual peer know. */
export interface Surroundings {
  /** Virtual ms. */
  now(): number;
  /** Bytes that a peer has sent. */
  sentBytes(index: number): number;
  /** Number of the peer with a public key. */
  numberOf(publicKey: string): number | undefined;
}

/** A virtual peer as a real one would tell of itself; what there is none of is NaN. */
export class VirtualFigures implements Recordable {
  /** The newest evaluation that it heard of. */
  validation: Validation | undefined;
  readonly #virtual: VirtualPeer;
  readonly #around: Surroundings;
  #trainingBegan: number | undefined;
  #last = { at: 0, updates: 0 };

  /** A peer in its surroundings. */
  constructor(virtual: VirtualPeer, around: Surroundings) {
    this.#virtual = virtual;
    this.#around = around;
  }

  /** Notes that training begins now. */
  start(): void {
    this.#trainingBegan ??= this.#around.now();
  }

  figures(): NodeFigures {
    const { peer, index } = this.#virtual;
    const now = this.#around.now();
    const figures = peer.figures();
    const { at, updates } = this.#last;
    const rate = (figures.updates - updates) / (now - at) * 1000;
    this.#last = { at: now, updates: figures.updates };
    return {
      ...figures,
      seconds: (now - (this.#trainingBegan ?? now)) / 1000,
      updatesPerSecond: rate,
      bytesSent: this.#around.sentBytes(index),
      bytesReceived: NaN,
      waitingBytes: 0,
      mostWaitingBytes: 0,
      dropped: 0,
      gradientMs: NaN,
      wastedMs: NaN,
      computingMs: NaN,
      cpuMs: NaN,
      validation: this.validation,
    };
  }

  members(): MemberRow[] {
    const { peer, clock } = this.#virtual;
    return peer.members(clock.read(this.#around.now())).map((member) => {
      const number = this.#around.numberOf(member.peer);
      const name = number === undefined
        ? member.peer.slice(0, 8)
        : virtualName(number);
      return { ...member, name };
    });
  }
}
