import type { PeerAction, PeerInput } from "../peer/mod.ts";
import { decodeFrame } from "../replica/mod.ts";
import type { SharedUpdates } from "./shared_updates.ts";
import type { Simulation } from "./simulation.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** Milliseconds after which an unanswered request fails, unless the model says otherwise. */
const TIMEOUT = 200;

/** Frames leave together up to so many bytes: what lies in buffers on the way. */
const TOGETHER = 64 * 1024;

type Request = Extract<PeerAction, { kind: "catch-up" }>;

/**
 * Sends a catch-up request and its answer over a stream: nothing is lost on it, but
 * where the partner is frozen or cut off no answer comes, or no more of it, and the
 * request fails.
 *
 * @param shared the updates that everybody shares
 */
export function catchUp(
  simulation: Simulation,
  peer: VirtualPeer,
  request: Request,
  shared: SharedUpdates,
): void {
  new Answer(simulation, peer, request, shared).ask();
}

/** One answer on its way, frame by frame: a crash in the middle leaves a half of it. */
class Answer {
  readonly #simulation: Simulation;
  readonly #peer: VirtualPeer;
  readonly #asking: VirtualPeer["peer"];
  readonly #request: Request;
  readonly #shared: SharedUpdates;
  readonly #partner: VirtualPeer;
  #served: VirtualPeer["peer"] | undefined;
  #frames: Generator<Uint8Array, void> | undefined;

  constructor(
    simulation: Simulation,
    peer: VirtualPeer,
    request: Request,
    shared: SharedUpdates,
  ) {
    this.#simulation = simulation;
    this.#peer = peer;
    this.#asking = peer.peer;
    this.#request = request;
    this.#shared = shared;
    this.#partner = simulation.find(request.publicKey);
    peer.answer = this;
  }

  ask(): void {
    const { overlay, now } = this.#simulation;
    const { index } = this.#peer;
    const { length } = this.#request.request;
    const arrival = overlay.stream(index, this.#partner.index, length, now);
    if (arrival === undefined) return this.#hang();
    this.#simulation.at(arrival, () => this.#begin());
  }

  /** Whether the one who asked still waits for this answer. */
  get #isWanted(): boolean {
    const { peer, answer } = this.#peer;
    return peer === this.#asking && answer === this;
  }

  get #hangs(): boolean {
    const { suspended, index } = this.#partner;
    return suspended || this.#simulation.overlay.isCut(this.#peer.index, index);
  }

  #begin(): void {
    if (!this.#isWanted) return;
    const { alive, gone, peer } = this.#partner;
    if (!alive || gone) {
      // One that fell silent leaves a connection behind on which nothing comes.
      return this.#peer.connections.has(this.#partner)
        ? this.#hang()
        : this.#fail(this.#simulation.now, "The connection is refused");
    }
    if (this.#hangs) return this.#hang();
    this.#served = peer;
    try {
      const { publicKey } = this.#asking;
      this.#frames = peer.serve(this.#request.request, publicKey);
      this.#send();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#fail(this.#simulation.now, error.message);
    }
  }

  /** Sends as much as lies in buffers at once; the rest when that has arrived. */
  #send(): void {
    const batch: Uint8Array[] = [];
    let bytes = 0, isLast = false;
    while (!isLast && bytes < TOGETHER) {
      const { value, done } = this.#frames!.next();
      if (done === true) isLast = true;
      else {
        batch.push(value);
        bytes += value.length;
      }
    }
    const { overlay, now } = this.#simulation;
    const from = this.#partner.index;
    const arrival = overlay.stream(from, this.#peer.index, bytes, now);
    if (arrival === undefined) return this.#hang();
    this.#simulation.at(arrival, () => this.#arrive(batch, isLast));
  }

  #arrive(batch: readonly Uint8Array[], isLast: boolean): void {
    if (!this.#isWanted) return this.#close();
    if (this.#hangs) return this.#hang();
    for (const bytes of batch) {
      this.#simulation.input(this.#peer, this.#inputOf(bytes));
      if (!this.#isWanted) return this.#close();
    }
    if (isLast) {
      const { publicKey } = this.#request;
      this.#simulation.input(this.#peer, { kind: "caught-up", publicKey });
      return;
    }
    const { alive, gone, peer } = this.#partner;
    if (!alive || gone || peer !== this.#served) {
      this.#close();
      return this.#peer.connections.has(this.#partner)
        ? this.#hang()
        : this.#fail(this.#simulation.now, "The connection was lost");
    }
    this.#send();
  }

  #inputOf(bytes: Uint8Array): PeerInput {
    const { publicKey } = this.#request;
    const frame = decodeFrame(bytes, { owned: true });
    if (frame.kind === "update") {
      const update = this.#shared.share(frame.update);
      return {
        kind: "frame",
        frame: { kind: "update", update },
        relayed: true,
      };
    }
    return frame.kind === "status" || frame.kind === "announcement"
      ? { kind: "frame", frame, relayed: true }
      : { kind: "transfer", publicKey, frame };
  }

  #hang(): void {
    this.#close();
    const { requestTimeout = TIMEOUT } = this.#simulation.options.network ?? {};
    this.#fail(
      this.#simulation.now + requestTimeout,
      `No answer within ${requestTimeout} ms`,
    );
  }

  #fail(at: number, error: string): void {
    this.#simulation.at(at, () => {
      if (!this.#isWanted) return;
      const { publicKey } = this.#request;
      this.#simulation.input(this.#peer, {
        kind: "caught-up",
        publicKey,
        error,
      });
    });
  }

  /** Nobody reads on: what is held for the answer is let go. */
  #close(): void {
    this.#frames?.return();
    this.#frames = undefined;
  }
}
