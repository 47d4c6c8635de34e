import type { PeerAction, PeerEvent, PeerInput } from "../peer/mod.ts";
import type { Frame } from "../replica/mod.ts";
import type { Fault } from "./fault.ts";
import { HashSink } from "./hash_sink.ts";
import type { Observer } from "./observer.ts";
import type { RunEvent } from "./run.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

const INPUTS = {
  "start": 1,
  "frame": 2,
  "gradient": 3,
  "validation": 4,
  "connected": 5,
  "disconnected": 6,
  "caught-up": 7,
  "transfer": 8,
  "tick": 9,
  "stop": 10,
  "pull-failed": 11,
  "link": 12,
} as const satisfies Record<PeerInput["kind"], number>;

const ACTIONS = {
  "publish": 32,
  "compute": 33,
  "cancel": 34,
  "validate": 35,
  "catch-up": 36,
  "wake": 37,
  "event": 38,
  "finished": 39,
  "give-up": 40,
  "pull": 41,
  "stop-pull": 42,
} as const satisfies Record<PeerAction["kind"], number>;

const APPEARED = 64, BEFELL = 65, ENDED = 66;

/** Bytes of a hash or a signature that tell it from all others of a run. */
const NAME = 16;

/** Bytes of a signature, at the end of a status. */
const SIGNATURE = 64;

/** What a trace keeps besides its hash. */
export interface TraceOptions {
  /** Which peer events it keeps; default all. Among a thousand peers a million join. */
  readonly keeps?: (event: PeerEvent) => boolean;
}

/**
 * The trace of a simulation: a hash over everything that happens, each delivery
 * included, so that two runs can be told to be the same to the last byte; and what
 * peers and faults had to say.
 *
 * @example
 * ```ts ignore
 * const trace = new Trace();
 * await new Simulation({ ...options, observers: [trace] }).run();
 * trace.hash; // the same for the same options, on any machine
 * ```
 */
export class Trace implements Observer {
  /** What peers told and what befell them, in order. */
  readonly events: RunEvent[] = [];
  readonly #sink = new HashSink();
  readonly #keeps: (event: PeerEvent) => boolean;

  /** Empty as yet. */
  constructor({ keeps = () => true }: TraceOptions = {}) {
    this.#keeps = keeps;
  }

  /** Hex SHA-256 of all that has happened so far. */
  get hash(): string {
    return this.#sink.digest();
  }

  /** Notes a start. */
  appeared({ index, starts }: VirtualPeer, now: number): void {
    this.#sink.u8(APPEARED).f64(now).u32(index).u32(starts);
  }

  /** Notes an input and what came of it. */
  handled(
    { index }: VirtualPeer,
    input: PeerInput,
    actions: readonly PeerAction[],
    now: number,
  ): void {
    this.#sink.u8(INPUTS[input.kind]).f64(now).u32(index);
    this.#input(input);
    for (let i = 0; i < actions.length; i++) {
      const action = actions[i]!;
      this.#sink.u8(ACTIONS[action.kind]);
      this.#action(action);
      if (action.kind !== "event" || !this.#keeps(action.event)) continue;
      this.events.push({ at: now, peer: index, event: action.event });
    }
  }

  /** Notes a fault. */
  befell(fault: Fault, now: number): void {
    this.#sink.u8(BEFELL).f64(now).text(JSON.stringify(fault));
    this.events.push({ at: now, fault });
  }

  /** Notes the end. */
  ended(now: number): void {
    this.#sink.u8(ENDED).f64(now);
  }

  #input(input: PeerInput): void {
    const sink = this.#sink;
    switch (input.kind) {
      case "frame":
        this.#frame(input.frame);
        break;
      case "gradient": {
        const { loss, computeMs, gradient, state } = input.gradient;
        sink.u32(input.job).f64(loss).f64(computeMs);
        sink.bytes(bytesOf(gradient)).bytes(bytesOf(state));
        break;
      }
      case "validation":
        sink.text(JSON.stringify(input.validation));
        break;
      case "connected":
      case "disconnected":
        sink.text(input.publicKey);
        break;
      case "caught-up":
        sink.text(input.publicKey).text(input.error ?? "");
        break;
      case "pull-failed":
        sink.text(input.feed).u32(input.seq);
        break;
      case "transfer":
        sink.text(input.publicKey);
        this.#frame(input.frame);
        break;
    }
  }

  /** What tells a frame from others: its bytes were noted when it was published. */
  #frame(frame: Frame): void {
    if (frame.kind === "update") {
      this.#sink.part(frame.update.hash, 0, NAME);
      return;
    }
    if (frame.kind === "announcement") {
      this.#sink.part(frame.announcement.hash, 0, NAME);
    }
    if (frame.kind === "status") {
      const { bytes } = frame.status;
      this.#sink.part(bytes, bytes.length - SIGNATURE, NAME);
    }
    if (frame.kind === "snapshot") {
      for (const { hash } of frame.head.heads.values()) {
        this.#sink.part(hash, 0, NAME);
      }
    }
    if (frame.kind === "values") {
      this.#sink.u32(frame.chunk.index).bytes(frame.chunk.packed);
    }
  }

  #action(action: PeerAction): void {
    const sink = this.#sink;
    switch (action.kind) {
      case "publish":
        sink.bytes(action.frame);
        break;
      case "compute":
        sink.u32(action.job).u32(action.unit).u32(action.seed);
        sink.bytes(bytesOf(action.view));
        break;
      case "give-up":
        sink.text(action.publicKey);
        break;
      case "stop-pull":
        sink.text(action.feed).u32(action.seq);
        break;
      case "pull":
        sink.part(action.announcement.hash, 0, NAME);
        break;
      case "cancel":
        sink.u32(action.job);
        break;
      case "validate":
        sink.f64(action.epoch);
        break;
      case "catch-up":
        sink.text(action.publicKey).bytes(action.request);
        break;
      case "wake":
        sink.f64(action.at);
        break;
      case "event":
        sink.text(JSON.stringify(action.event));
        break;
      case "finished":
        sink.text(action.reason);
        break;
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
