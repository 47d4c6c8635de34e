import type { FeedId } from "../replica/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Elastic } from "./elastic.ts";
import { describeMembers } from "./describe_members.ts";
import { describePeer } from "./describe_peer.ts";
import { isDivergence } from "./errors.ts";
import type {
  PeerAction,
  PeerFigures,
  PeerInput,
  Phase,
  TransferFrame,
} from "./events.ts";
import { Hearing } from "./hearing.ts";
import { PeerParts } from "./parts.ts";
import { Server } from "./serve.ts";
import type { EpochMemory } from "./epoch_memory.ts";
import type { MemberFigures } from "./member_figures.ts";
import type { PublisherMemory } from "./publisher.ts";
import type { Swarm } from "./swarm.ts";
import { Wheel } from "./wheel.ts";

/**
 * One peer as a state machine: inputs in, actions out. It has no clock, no
 * socket and no tensor; time, bytes and gradients are handed in, so the same
 * code runs on a laptop and a thousand times over in a simulation.
 *
 * @example
 * ```ts ignore
 * const peer = new Peer(config);
 * for (const action of peer.handle({ kind: "start" }, performance.now())) {
 *   perform(action); // publish, compute, cancel, wake …
 * }
 * ```
 */
export class Peer {
  readonly #parts: PeerParts;
  readonly #wheel: Wheel;
  readonly #hearing: Hearing;
  readonly #server: Server;
  /** The time of the newest input. */
  #now = 0;

  /** Makes a peer at x_0, or at the state that the replica was restored to. */
  constructor(config: PeerConfig) {
    this.#parts = new PeerParts(config);
    this.#wheel = new Wheel(this.#parts);
    this.#hearing = new Hearing(this.#parts, this.#wheel);
    this.#server = new Server(this.#parts);
  }

  /** The feed that this peer publishes. */
  get feed(): FeedId {
    return this.#parts.feed;
  }

  /** Which run of the identity this is. */
  get incarnation(): number {
    return this.#parts.config.incarnation;
  }

  /** A signed frame that shows another process with this identity which run this is. */
  introduce(): Uint8Array {
    return this.#wheel.answer();
  }

  /** Hex of the own public key. */
  get publicKey(): string {
    return this.#parts.publicKey;
  }

  /** Who else is there. */
  get swarm(): Swarm {
    return this.#parts.swarm;
  }

  /** How far views may be from all that was published. */
  get elastic(): Elastic {
    return this.#parts.elastic;
  }

  /** Where the peer is in its life. */
  get phase(): Phase {
    return this.#wheel.phase;
  }

  /** Passes over the data, all peers together. */
  get progress(): number {
    return this.#parts.passes;
  }

  /** What the publisher carries to its next update, to be saved. Read it before that is formed. */
  get memory(): PublisherMemory {
    return this.#parts.turns.publisher.memory;
  }

  /** Where the peer stands in its epoch, to be saved with the model; undefined before its first. */
  get epochMemory(): EpochMemory | undefined {
    return this.#parts.turns.memory(this.#parts.passes);
  }

  /** The quorum in force: the K asked for, clamped to the live peers. */
  get k(): number {
    return this.#parts.pacer.k;
  }

  /** The round it is in. */
  get round(): number {
    return this.#parts.rounds.round;
  }

  /** Updates published by this run of it. */
  get published(): number {
    return this.#parts.turns.publisher.writer.seq;
  }

  /** Whether it wants to hear what its link and machine are measured to bear. */
  get choosesPlans(): boolean {
    return this.#parts.choice.isOn;
  }

  /** The peer's figures at a glance, as of the newest input. */
  figures(): PeerFigures {
    return describePeer(this.#parts, this.#wheel, this.#now);
  }

  /** What it knows of everybody, itself first; costs O(P). */
  members(now: number): MemberFigures[] {
    return describeMembers(this.#parts, this.#wheel.phase, now);
  }

  /**
   * Takes in one input.
   *
   * @param now monotonic time in ms; never less than in an earlier call
   * @returns what is to be done, in order
   */
  handle(input: PeerInput, now: number): PeerAction[] {
    if (this.#wheel.phase === "finished") return [];
    this.#now = now;
    this.#wheel.alarm.notice(now);
    try {
      this.#take(input, now);
    } catch (error) {
      // What a fork has brought was taken out of the model.
      if (!isDivergence(error)) throw error;
      this.#wheel.leave(`diverged: ${error.message}`, now);
    }
    if (this.#wheel.isStarted) this.#wheel.settle(now);
    return this.#parts.takeActions();
  }

  /**
   * Answers another peer's catch-up request, with frames that are made when they are
   * asked for. Whoever asks for no more says so with `return()`: else a copy of the
   * model may be held for it.
   *
   * @param publicKey hex of the asker's key
   * @throws {RangeError} If the request is malformed; or from the iterator, if the model is being sent to others already,
   * too many clocks at once
   */
  serve(
    request: Uint8Array,
    publicKey?: string,
  ): Generator<Uint8Array, void> {
    return this.#server.answer(request, () => this.#wheel.answer(), publicKey);
  }

  #take(input: PeerInput, now: number): void {
    switch (input.kind) {
      case "start":
        this.#parts.swarm.greetings.gathers = input.gathers ?? false;
        this.#wheel.start(now);
        break;
      case "frame":
        this.#hearing.hear(input.frame, input.relayed ?? false, now);
        break;
      case "gradient":
        this.#wheel.publish(input.job, input.gradient, now);
        break;
      case "validation":
        this.#parts.course.validated(this.#parts.publicKey, input.validation);
        this.#wheel.speak(now);
        break;
      case "connected":
        this.#parts.swarm.connect(input.publicKey, now);
        this.#parts.recovery.catchUp.retry();
        this.#parts.herald.owe();
        break;
      case "disconnected":
        this.#parts.swarm.disconnect(input.publicKey, now);
        break;
      case "transfer":
        this.#transfer(input.publicKey, input.frame, now);
        break;
      case "caught-up":
        this.#parts.recovery.ended(input.publicKey, input.error, now);
        break;
      case "pull-failed":
        this.#parts.recovery.pulls.failed(input.feed, input.seq);
        break;
      case "link":
        this.#parts.choice.measured(input.figures);
        break;
      case "tick":
        this.#wheel.alarm.rang();
        break;
      case "stop":
        this.#wheel.leave("stopped", now);
        break;
    }
  }

  #transfer(from: string, frame: TransferFrame, now: number): void {
    const { recovery, elastic, staleness, orphans } = this.#parts;
    const isJoining = this.#wheel.phase === "joining";
    if (!recovery.take(from, frame, isJoining, now)) return;
    recovery.pulls.forgetHeld();
    elastic.adopted();
    staleness.adopted();
    orphans.adopted();
  }
}
