import type { Network } from "../network/mod.ts";
import type {
  Peer,
  PeerAction,
  PeerEvent,
  PeerInput,
  Validation,
} from "../peer/mod.ts";
import {
  announcementOf,
  decodeFrame,
  encodeAnnouncement,
  fromHex,
  INLINE,
  type Update,
} from "../replica/mod.ts";
import type {
  GradientJob,
  TrainingWorker,
} from "../training/training_worker.ts";
import { catchUp } from "./catch_up.ts";
import { Lag } from "./lag.ts";
import { LinkMeter } from "./link_meter.ts";
import { nameOf, Pulls } from "./pulls.ts";

/** Times the patience with a peer until its connection is given up: as often as words may fail to come. */
const PROBES = 4;

type Timer = ReturnType<typeof setTimeout>;

/** How often it is looked whether a peer may begin, ms. */
const LOOK_AGAIN = 50;

/** What a driver binds together. */
export interface DriverParts {
  peer: Peer;
  network: Network;
  worker: TrainingWorker;
  /** How many times slower than it is this machine should seem. */
  slow: number;
  /** Milliseconds that a gradient should seem to take at least, before `slow`. */
  pace: number;
  /** Milliseconds after which what the network brings is taken in. */
  lag: number;
  onEvent: (event: PeerEvent) => void;
  /** An own update goes out now; `frame` makes one of it. */
  onUpdate: (update: Update, frame: () => Uint8Array) => void;
  onFinished: (reason: string) => void;
  onError: (error: Error) => void;
}

/**
 * Does what a peer wants done, and tells it what came of it: the only place where
 * the state machine meets clock, network and training.
 */
export class Driver {
  readonly #parts: DriverParts;
  readonly #jobs = new Map<number, GradientJob>();
  readonly #delays = new Map<number, Timer>();
  readonly #lag: Lag;
  readonly #pulls: Pulls;
  readonly #meter = new LinkMeter();
  #timer: Timer | undefined;
  #start: Timer | undefined;
  #closed = false;
  #stopReading: (() => void) | undefined;

  /** Binds the parts; nothing happens before the first input. */
  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#lag = new Lag(parts.lag);
    this.#pulls = new Pulls(parts.network, {
      onUpdate: (update) =>
        this.#late({ kind: "frame", frame: { kind: "update", update } }),
      onFailed: ({ feed, header: { seq } }) =>
        this.#late({ kind: "pull-failed", feed, seq }),
    });
  }

  /**
   * Starts the peer, once whoever has made it has had the time to listen. It joins those
   * who train as soon as it meets them; with others it begins when there is nobody more
   * to wait for.
   */
  start(waits: () => boolean): void {
    const look = () => {
      const gathers = waits();
      this.input({ kind: "start", gathers });
      if (gathers) this.#start = setTimeout(look, LOOK_AGAIN);
    };
    this.#start = setTimeout(look);
  }

  /** Hands the peer an input and performs what follows. */
  input(input: PeerInput): void {
    if (this.#closed) return;
    const { peer, network } = this.#parts;
    try {
      const began = performance.now();
      const actions = peer.handle(input, began);
      for (const action of actions) this.#perform(action);
      const now = performance.now();
      const uplink = () => network.stats().uplinkBytesPerSecond;
      const figures = this.#meter.handled(
        input,
        actions,
        now - began,
        uplink,
      );
      if (figures === undefined || !peer.choosesPlans || this.#closed) return;
      // It is taken note of, and nothing follows from it before the next gradient.
      for (const action of peer.handle({ kind: "link", figures }, now)) {
        this.#perform(action);
      }
    } catch (error) {
      this.#parts.onError(error as Error);
    }
  }

  /** A message from the network. What cannot be read is dropped. */
  message(bytes: Uint8Array): void {
    try {
      const frame = decodeFrame(bytes, { owned: true });
      this.#late({ kind: "frame", frame });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "WireError") throw error;
    }
  }

  /** Stops timers and jobs. */
  close(): void {
    this.#closed = true;
    this.#lag.close();
    clearTimeout(this.#timer);
    clearTimeout(this.#start);
    this.#stopReading?.();
    this.#pulls.close();
    for (const job of this.#jobs.values()) job.cancel();
    for (const timer of this.#delays.values()) clearTimeout(timer);
  }

  /** Takes in what came from the network, later than it came where that is wanted. */
  #late(input: PeerInput): void {
    this.#lag.after(() => this.input(input));
  }

  #perform(action: PeerAction): void {
    const { onEvent, onUpdate, onFinished } = this.#parts;
    switch (action.kind) {
      case "publish":
        if (action.content.kind === "update") {
          onUpdate(action.content.update, () => action.frame);
        }
        this.#publish(action);
        break;
      case "pull":
        this.#pulls.begin(action.announcement).catch((error) =>
          this.#fail(error)
        );
        break;
      case "stop-pull":
        this.#pulls.stop(action.feed, action.seq);
        break;
      case "compute":
        this.#compute(action);
        break;
      case "cancel":
        this.#jobs.get(action.job)?.cancel();
        this.#jobs.delete(action.job);
        clearTimeout(this.#delays.get(action.job));
        this.#delays.delete(action.job);
        break;
      case "validate":
        this.#validate(action.epoch, action.view);
        break;
      case "catch-up":
        this.#catchUp(action);
        break;
      case "give-up":
        this.#stopReading?.();
        break;
      case "wake":
        clearTimeout(this.#timer);
        this.#timer = setTimeout(
          () => this.input({ kind: "tick" }),
          Math.max(0, action.at - performance.now()),
        );
        break;
      case "event":
        onEvent(action.event);
        if (action.event.type === "member-suspected") {
          this.#probe(action.event.peer, action.event.patienceMs);
        }
        break;
      case "finished":
        onFinished(action.reason);
        break;
    }
  }

  /** What is large is announced: the others pull it, from each other, too. */
  #publish(action: Extract<PeerAction, { kind: "publish" }>): void {
    const { network } = this.#parts;
    const { content } = action;
    let message: Uint8Array;
    if (content.kind === "update" && content.update.payload.length > INLINE) {
      const announcement = announcementOf(content.update);
      const name = nameOf(announcement);
      network.offer(name, content.update.payload, { tells: false });
      message = encodeAnnouncement(announcement);
    } else message = action.frame;
    network.publish(message).catch((error) => this.#fail(error));
  }

  async #compute(
    { job, unit, seed, view }: Extract<PeerAction, { kind: "compute" }>,
  ): Promise<void> {
    const { worker, slow, pace } = this.#parts;
    const running = worker.gradient({ view, unit, seed });
    this.#jobs.set(job, running);
    try {
      const gradient = await running.result;
      if (gradient === null || !this.#jobs.has(job)) return;
      const { computeMs } = gradient;
      const missing = slow * Math.max(computeMs, pace) - computeMs;
      if (missing > 0) await this.#pretend(job, missing);
      if (!this.#jobs.delete(job)) return;
      // A slower machine would have said so: others choose their quorum by it.
      gradient.computeMs = computeMs + Math.max(0, missing);
      // It has come back in the memory that its view went in.
      const memory = new Float32Array(gradient.gradient.buffer);
      const given = { ...gradient, memory };
      this.input({ kind: "gradient", job, gradient: given });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Waits as a slower machine would have computed. */
  #pretend(job: number, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#delays.set(
        job,
        setTimeout(() => {
          this.#delays.delete(job);
          resolve();
        }, ms),
      );
    });
  }

  async #validate(epoch: number, view: Float32Array): Promise<void> {
    try {
      const { loss, metrics } = await this.#parts.worker.evaluate(view);
      const validation: Validation = { epoch, loss, metrics };
      this.input({ kind: "validation", validation });
    } catch (error) {
      this.#fail(error);
    }
  }

  #catchUp(asked: { publicKey: string; request: Uint8Array }): void {
    const given = new AbortController();
    this.#stopReading = () => given.abort();
    const { signal } = given;
    catchUp(
      this.#parts.network,
      asked,
      signal,
      (input) =>
        this.#lag.after(() => {
          // It may have been given up while that was on its way.
          if (!signal.aborted) this.input(input);
        }),
    );
  }

  /** Whoever is silent may have vanished without a word: then its connection is dead. */
  #probe(publicKey: string, patience: number): void {
    const { network } = this.#parts;
    const peer = network.peerOf(fromHex(publicKey));
    network.probe(peer, PROBES * patience).catch((error) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (!this.#closed) this.#parts.onError(error as Error);
  }
}
