/**
 * A swarm in one process under a virtual clock: real peers, replicas and
 * signatures; links with latency; gradients of a small least-squares problem.
 */
import { createCodec } from "../../src/compression/mod.ts";
import { createOptimizer, momentum } from "../../src/optimizers/mod.ts";
import {
  Peer,
  type PeerAction,
  type PeerConfig,
  type PeerEvent,
  type PeerInput,
} from "../../src/peer/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  decodeFrame,
  Replica,
  signerFromSeed,
  verifySignature,
} from "../../src/replica/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";

/** How the swarm is made. */
export interface SwarmOptions {
  peers: number;
  variant: Variant;
  k: number | "all";
  epochs?: number;
  units?: number;
  seed?: number;
  waitFor?: number;
  /** Milliseconds one gradient takes on peer `i`. */
  computeMs?: (peer: number, random: Random) => number;
  /** Milliseconds a message takes. */
  latencyMs?: (from: number, to: number, random: Random) => number;
  /** Part of the messages that gossip loses. */
  loss?: number;
  codec?: PeerConfig["codec"];
  learningRate?: number;
  retainBytes?: number;
}

/** One peer with what the harness knows about it. */
export interface VirtualPeer {
  index: number;
  peer: Peer;
  replica: Replica;
  alive: boolean;
  events: (PeerEvent & { at: number })[];
  finished: string | undefined;
  finishedAt: number;
  published: { at: number; bytes: number; type: string }[];
  jobs: Set<number>;
  wake: number;
}

export const DIMENSION = 16;

/** Unit u's gradient at x: of |x - t_u|^2 / 2, t_u around a common optimum. */
export function gradientOf(unit: number, view: Float32Array): Float32Array {
  const random = new Random("target", unit);
  return view.map((value, i) =>
    value - (Math.sin(i + 1) + 0.3 * random.normal())
  );
}

/** The loss of the mean problem at x, up to a constant. */
export function lossOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += (values[i]! - Math.sin(i + 1)) ** 2;
  }
  return sum / 2;
}

interface Scheduled {
  at: number;
  order: number;
  run: () => void;
}

/** Runs peers under a virtual clock, in the order that the seed gives. */
export class VirtualSwarm {
  now = 0;
  readonly peers: VirtualPeer[] = [];
  readonly #options: SwarmOptions;
  readonly #random: Random;
  readonly #queue: Scheduled[] = [];
  readonly #cut = new Set<string>();
  #order = 0;

  constructor(options: SwarmOptions) {
    this.#options = options;
    this.#random = new Random("swarm", options.seed ?? 1);
    for (let i = 0; i < options.peers; i++) this.add();
  }

  /** Adds a peer that starts now and meets everyone alive. */
  add(): VirtualPeer {
    const index = this.peers.length;
    const options = this.#options;
    const rules = {
      manifestHash: new Uint8Array(32).fill(7),
      layout: { trainable: DIMENSION, state: 0 },
      codecs: [1, 2, 3],
      maxPayloadLength: 4096,
      verify: verifySignature,
    };
    const replica = new Replica({ rules, start: new Float64Array(DIMENSION) });
    const peer = new Peer({
      replica,
      signer: signerFromSeed(new Uint8Array(32).fill(index + 1)),
      incarnation: 1,
      variant: options.variant,
      k: options.k,
      units: options.units ?? 64,
      ownData: false,
      epochs: options.epochs ?? 4,
      validates: false,
      waitFor: index < options.peers ? options.waitFor ?? options.peers : 1,
      seed: options.seed ?? 1,
      optimizer: createOptimizer(
        momentum({ learningRate: options.learningRate ?? 0.1, momentum: 0.5 }),
      ),
      codec: options.codec ?? createCodec({ kind: "float32" }),
      ...(options.retainBytes === undefined
        ? {}
        : { retainBytes: options.retainBytes }),
    });
    const virtual: VirtualPeer = {
      index,
      peer,
      replica,
      alive: true,
      events: [],
      finished: undefined,
      finishedAt: NaN,
      published: [],
      jobs: new Set(),
      wake: Infinity,
    };
    this.peers.push(virtual);
    this.after(this.#random.uniform(), () => {
      for (const other of this.peers) {
        if (other === virtual || !other.alive || other.finished) continue;
        this.#feed(virtual, {
          kind: "connected",
          publicKey: other.peer.publicKey,
        });
        this.#feed(other, { kind: "connected", publicKey: peer.publicKey });
      }
      this.#feed(virtual, { kind: "start" });
    });
    return virtual;
  }

  /** Runs something later. */
  after(ms: number, run: () => void): void {
    this.#queue.push({ at: this.now + ms, order: this.#order++, run });
  }

  /** Ends a peer without a word. */
  crash(virtual: VirtualPeer): void {
    virtual.alive = false;
    for (const other of this.peers) {
      if (!other.alive) continue;
      const { publicKey } = virtual.peer;
      this.#feed(other, { kind: "disconnected", publicKey });
    }
  }

  /** Cuts or mends the link between two peers, silently. */
  cut(a: number, b: number, cut: boolean): void {
    for (const key of [`${a}-${b}`, `${b}-${a}`]) {
      if (cut) this.#cut.add(key);
      else this.#cut.delete(key);
    }
  }

  /** Runs until everyone alive has finished, or until `ms` of virtual time. */
  run(ms = 1e6): this {
    const end = this.now + ms;
    while (this.#queue.length > 0) {
      if (this.peers.every((peer) => !peer.alive || peer.finished)) break;
      let next = 0;
      for (let i = 1; i < this.#queue.length; i++) {
        const a = this.#queue[i]!, b = this.#queue[next]!;
        if (a.at < b.at || (a.at === b.at && a.order < b.order)) next = i;
      }
      if (this.#queue[next]!.at > end) break;
      const [event] = this.#queue.splice(next, 1);
      this.now = event!.at;
      event!.run();
    }
    return this;
  }

  #feed(virtual: VirtualPeer, input: PeerInput): void {
    if (!virtual.alive || virtual.finished !== undefined) return;
    for (const action of virtual.peer.handle(input, this.now)) {
      this.#perform(virtual, action);
    }
  }

  #perform(virtual: VirtualPeer, action: PeerAction): void {
    const options = this.#options;
    switch (action.kind) {
      case "publish":
        virtual.published.push({
          at: this.now,
          bytes: action.frame.length,
          type: action.type,
        });
        for (const other of this.peers) {
          if (other !== virtual) this.#send(virtual, other, action.frame, true);
        }
        break;
      case "compute": {
        const { job, unit, view } = action;
        const ms = options.computeMs?.(virtual.index, this.#random) ?? 10;
        virtual.jobs.add(job);
        this.after(ms, () => {
          if (!virtual.jobs.delete(job)) return;
          this.#feed(virtual, {
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
        break;
      }
      case "cancel":
        virtual.jobs.delete(action.job);
        break;
      case "catch-up": {
        const partner = this.peers.find(({ peer }) =>
          peer.publicKey === action.publicKey
        )!;
        this.after(2, () => {
          const { publicKey } = action;
          if (!partner.alive || this.#cut.has(key(virtual, partner))) {
            const error = "no answer";
            this.#feed(virtual, { kind: "caught-up", publicKey, error });
            return;
          }
          for (const frame of partner.peer.serve(action.request, this.now)) {
            if (frame[0] === 3) {
              this.#feed(virtual, {
                kind: "snapshot",
                publicKey,
                bytes: frame,
              });
            } else {
              this.#feed(virtual, {
                kind: "frame",
                frame: decodeFrame(frame),
                relayed: true,
              });
            }
          }
          this.#feed(virtual, { kind: "caught-up", publicKey });
        });
        break;
      }
      case "wake":
        this.after(
          Math.max(0, action.at - this.now),
          () => this.#feed(virtual, { kind: "tick" }),
        );
        break;
      case "event":
        virtual.events.push({ ...action.event, at: this.now });
        break;
      case "finished":
        virtual.finished = action.reason;
        virtual.finishedAt = this.now;
        this.after(1, () => {
          for (const other of this.peers) {
            if (other === virtual) continue;
            const { publicKey } = virtual.peer;
            this.#feed(other, { kind: "disconnected", publicKey });
          }
        });
        break;
    }
  }

  #send(
    from: VirtualPeer,
    to: VirtualPeer,
    bytes: Uint8Array,
    lossy: boolean,
  ): void {
    const { latencyMs, loss = 0 } = this.#options;
    if (lossy && this.#random.uniform() < loss) return;
    if (this.#cut.has(key(from, to))) return;
    const ms = latencyMs?.(from.index, to.index, this.#random) ??
      0.5 + this.#random.uniform();
    this.after(ms, () =>
      this.#feed(to, {
        kind: "frame",
        frame: decodeFrame(bytes),
      }));
  }
}

function key(a: VirtualPeer, b: VirtualPeer): string {
  return `${a.index}-${b.index}`;
}
