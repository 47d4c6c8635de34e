/**
 * A swarm in one process under a virtual clock: real peers, replicas and (where
 * asked for) signatures; links with latency, loss, duplication, bandwidth and cuts; machines
 * that are slow, freeze, thaw and crash.
 */
import { type CodecSpec, createCodec } from "../../src/compression/mod.ts";
import {
  createOptimizer,
  momentum,
  type OptimizerSpec,
} from "../../src/optimizers/mod.ts";
import {
  Peer,
  type PeerAction,
  type PeerConfig,
  type PeerInput,
} from "../../src/peer/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  decodeFrame,
  DEFAULT_MAX_ABS,
  type Frame,
  Replica,
  signerFromSeed,
} from "../../src/replica/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";
import { cheapSigner, verifyCheaply } from "./cheap_signer.ts";
import { EventQueue } from "./event_queue.ts";
import { type LinkOptions, Links } from "./links.ts";
import { DIMENSION, gradientOf, lossOf } from "./problem.ts";
import { verifyOnce } from "./verify_once.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** How the swarm is made. */
export interface SwarmOptions extends LinkOptions {
  peers: number;
  variant: Variant;
  k: number | "all";
  epochs?: number;
  units?: number;
  seed?: number;
  waitFor?: number;
  /** Milliseconds one gradient takes on peer `i`. */
  computeMs?: (peer: number, random: Random) => number;
  codec?: CodecSpec;
  optimizer?: OptimizerSpec;
  /** Ed25519, or checksums that cost next to nothing; default `cheap`. */
  signatures?: "real" | "cheap";
  retainBytes?: number;
  window?: number;
  stop?: NonNullable<PeerConfig["stop"]>;
  /** The model on the validation data; without it there is none. */
  validate?: (
    view: Float32Array,
    epoch: number,
  ) => { loss: number; metrics?: Record<string, number> };
  /** Milliseconds after which an unanswered catch-up request fails. */
  requestTimeoutMs?: number;
}

/** First byte of a snapshot; frames have others. */
const SNAPSHOT = 3;

/** Runs peers under a virtual clock, in the order that the seed gives. */
export class VirtualSwarm {
  now = 0;
  readonly peers: VirtualPeer[] = [];
  readonly links: Links;
  readonly random: Random;
  readonly #options: SwarmOptions;
  readonly #queue = new EventQueue();
  readonly #parted: [VirtualPeer, VirtualPeer][] = [];

  constructor(options: SwarmOptions) {
    this.#options = options;
    this.random = new Random("swarm", options.seed ?? 1);
    this.links = new Links(options, this.random);
    for (let i = 0; i < options.peers; i++) this.add();
  }

  /** Adds a peer that starts now and meets everyone there. */
  add(): VirtualPeer {
    const index = this.peers.length;
    const options = this.#options;
    const { signatures = "cheap" } = options;
    const identity = new Uint8Array(32).fill(index + 1);
    const rules = {
      manifestHash: new Uint8Array(32).fill(7),
      layout: { trainable: DIMENSION, state: 0 },
      codecs: [1, 2, 3, 4],
      maxPayloadLength: 4096,
      maxAbs: DEFAULT_MAX_ABS,
      verify: signatures === "real" ? verifyOnce : verifyCheaply,
    };
    const replica = new Replica({ rules, start: new Float64Array(DIMENSION) });
    const { retainBytes, window, stop } = options;
    const peer = new Peer({
      replica,
      signer: signatures === "real"
        ? signerFromSeed(identity)
        : cheapSigner(identity),
      incarnation: 1,
      variant: options.variant,
      k: options.k,
      units: options.units ?? 64,
      ownData: false,
      epochs: options.epochs ?? 4,
      validates: options.validate !== undefined,
      waitFor: index < options.peers ? options.waitFor ?? options.peers : 1,
      seed: options.seed ?? 1,
      optimizer: createOptimizer(
        options.optimizer ?? momentum({ learningRate: 0.1, momentum: 0.5 }),
      ),
      codec: createCodec(options.codec ?? { kind: "float32" }, {
        maxAbs: rules.maxAbs,
      }),
      ...(retainBytes === undefined ? {} : { retainBytes }),
      ...(window === undefined ? {} : { window }),
      ...(stop === undefined ? {} : { stop }),
    });
    const virtual: VirtualPeer = {
      index,
      peer,
      replica,
      alive: true,
      suspended: false,
      gone: false,
      inbox: [],
      events: [],
      finished: undefined,
      finishedAt: NaN,
      published: [],
      visited: [],
      jobs: new Set(),
      timer: 0,
    };
    this.peers.push(virtual);
    this.after(this.random.uniform(), () => {
      for (const other of this.peers) {
        if (other === virtual || !other.alive || other.gone) continue;
        if (this.links.isCut(virtual, other)) {
          this.#parted.push([virtual, other]);
          continue;
        }
        this.#meet(virtual, other);
        this.#meet(other, virtual);
      }
      this.input(virtual, { kind: "start" });
    });
    return virtual;
  }

  /** Runs something later. */
  after(ms: number, run: () => void): void {
    this.#queue.push(this.now + ms, run);
  }

  /** Ends a peer without a word; its connections break. */
  crash(virtual: VirtualPeer): void {
    virtual.alive = false;
    this.#disconnect(virtual);
  }

  /** Stops a peer's event loop; nothing that reaches it is read until it thaws. */
  freeze(virtual: VirtualPeer): void {
    virtual.suspended = true;
  }

  /** Lets a frozen peer go on: timers first, then what has come meanwhile. */
  thaw(virtual: VirtualPeer): void {
    virtual.suspended = false;
    this.input(virtual, { kind: "tick" });
    for (const input of virtual.inbox.splice(0)) this.input(virtual, input);
  }

  /** Cuts all links between two groups; silently, or so that connections break. */
  partition(group: readonly VirtualPeer[], silent = true): void {
    for (const a of group) {
      for (const b of this.peers) {
        if (group.includes(b)) continue;
        this.links.cut(a, b, true);
        if (silent) continue;
        this.#parted.push([a, b]);
        this.#part(a, b);
        this.#part(b, a);
      }
    }
  }

  /** Mends all links; whoever had lost a connection has it again. */
  heal(): void {
    this.links.mend();
    for (const [a, b] of this.#parted.splice(0)) {
      if (!a.alive || a.gone || !b.alive || b.gone) continue;
      this.#meet(a, b);
      this.#meet(b, a);
    }
  }

  /** Runs until everyone alive has finished, or until `ms` of virtual time. */
  run(ms = 1e6): this {
    const end = this.now + ms;
    while (this.#queue.nextAt <= end) {
      if (this.peers.every((peer) => !peer.alive || peer.finished)) return this;
      const event = this.#queue.pop();
      this.now = event.at;
      event.run();
    }
    this.now = end;
    return this;
  }

  /** Runs until something holds; throws where it does not within `ms`. */
  runUntil(holds: () => boolean, ms = 1e6): this {
    const end = this.now + ms;
    while (!holds()) {
      if (this.#queue.nextAt > end) {
        throw new Error(`Nothing of the kind within ${ms} ms: ${holds}`);
      }
      const event = this.#queue.pop();
      this.now = event.at;
      event.run();
    }
    return this;
  }

  /** Hands a peer an input, now or when it thaws. */
  input(virtual: VirtualPeer, input: PeerInput): void {
    if (!virtual.alive || virtual.finished !== undefined) return;
    if (virtual.suspended) {
      if (input.kind !== "tick") virtual.inbox.push(input);
      return;
    }
    for (const action of virtual.peer.handle(input, this.now)) {
      this.#perform(virtual, action);
    }
  }

  #meet(a: VirtualPeer, b: VirtualPeer): void {
    this.input(a, { kind: "connected", publicKey: b.peer.publicKey });
  }

  #part(a: VirtualPeer, b: VirtualPeer): void {
    this.input(a, { kind: "disconnected", publicKey: b.peer.publicKey });
  }

  #disconnect(virtual: VirtualPeer): void {
    for (const other of this.peers) {
      if (other !== virtual && other.alive) this.#part(other, virtual);
    }
  }

  #perform(virtual: VirtualPeer, action: PeerAction): void {
    switch (action.kind) {
      case "publish": {
        const frame = decodeFrame(action.frame);
        virtual.published.push({
          at: this.now,
          bytes: action.frame.length,
          type: action.type,
        });
        for (const other of this.peers) {
          if (other === virtual) continue;
          this.#send(virtual, other, frame, action.frame.length);
        }
        break;
      }
      case "compute":
        this.#compute(virtual, action);
        break;
      case "cancel":
        virtual.jobs.delete(action.job);
        break;
      case "validate":
        this.#validate(virtual, action);
        break;
      case "catch-up":
        this.#catchUp(virtual, action);
        break;
      case "wake": {
        const timer = ++virtual.timer;
        this.after(Math.max(0, action.at - this.now), () => {
          if (timer === virtual.timer) this.input(virtual, { kind: "tick" });
        });
        break;
      }
      case "event":
        virtual.events.push({ ...action.event, at: this.now });
        break;
      case "finished":
        virtual.finished = action.reason;
        virtual.finishedAt = this.now;
        this.after(5, () => {
          virtual.gone = true;
          this.#disconnect(virtual);
        });
        break;
    }
  }

  #send(
    from: VirtualPeer,
    to: VirtualPeer,
    frame: Frame,
    bytes: number,
  ): void {
    for (const delay of this.links.delays(from, to, bytes, this.now)) {
      this.after(delay, () => {
        if (this.links.isCut(from, to)) return;
        this.input(to, { kind: "frame", frame });
      });
    }
  }

  #compute(
    virtual: VirtualPeer,
    { job, unit, view }: Extract<PeerAction, { kind: "compute" }>,
  ): void {
    const { computeMs } = this.#options;
    const ms = computeMs?.(virtual.index, this.random) ?? 10;
    virtual.jobs.add(job);
    this.after(ms, () => {
      if (!virtual.jobs.delete(job)) return;
      virtual.visited.push(unit);
      this.input(virtual, {
        kind: "gradient",
        job,
        gradient: {
          gradient: gradientOf(unit, view),
          state: new Float32Array(0),
          loss: lossOf(view),
          computeMs: ms,
        },
      });
    });
  }

  #validate(
    virtual: VirtualPeer,
    { epoch, view }: Extract<PeerAction, { kind: "validate" }>,
  ): void {
    const { loss, metrics = {} } = this.#options.validate!(view, epoch);
    this.after(
      3,
      () =>
        this.input(virtual, {
          kind: "validation",
          validation: { epoch, loss, metrics },
        }),
    );
  }

  /** A stream: nothing is lost, but an answer may never come. */
  #catchUp(
    virtual: VirtualPeer,
    { publicKey, request }: Extract<PeerAction, { kind: "catch-up" }>,
  ): void {
    const partner = this.peers.find(({ peer }) =>
      peer.publicKey === publicKey
    )!;
    const fail = (after: number) =>
      this.after(after, () =>
        this.input(virtual, {
          kind: "caught-up",
          publicKey,
          error: "no answer",
        }));
    const hangs = () => partner.suspended || this.links.isCut(virtual, partner);
    const timeout = this.#options.requestTimeoutMs ?? 200;
    this.after(this.links.latency(virtual, partner), () => {
      if (!partner.alive || partner.gone) return fail(0);
      if (hangs()) return fail(timeout);
      const frames = partner.peer.serve(request);
      this.after(this.links.latency(partner, virtual), () => {
        if (hangs()) return fail(timeout);
        for (const bytes of frames) {
          this.input(
            virtual,
            bytes[0] === SNAPSHOT
              ? { kind: "snapshot", publicKey, bytes }
              : { kind: "frame", frame: decodeFrame(bytes), relayed: true },
          );
        }
        this.input(virtual, { kind: "caught-up", publicKey });
      });
    });
  }
}
