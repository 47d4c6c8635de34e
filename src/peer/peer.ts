import {
  type FeedId,
  feedIdOf,
  type Frame,
  type Status,
  toHex,
  type Update,
  verifyStatus,
} from "../replica/mod.ts";
import { cancels, INITIAL_GAP } from "../synchronicity/mod.ts";
import { BackPressure } from "./back_pressure.ts";
import type { PeerConfig } from "./config.ts";
import { Course } from "./course.ts";
import { isDivergence } from "./errors.ts";
import type {
  Gradient,
  PeerAction,
  PeerEvent,
  PeerFigures,
  PeerInput,
  Phase,
} from "./events.ts";
import { Herald } from "./herald.ts";
import { Progress } from "./progress.ts";
import { Recovery, WINDOW } from "./recovery.ts";
import { Rounds } from "./rounds.ts";
import { answerRequest } from "./serve.ts";
import { Swarm } from "./swarm.ts";
import { Turns } from "./turns.ts";

/** Bytes of updates kept for peers that ask. */
const RETAIN_BYTES = 64 * 2 ** 20;

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
  /** The feed that this peer publishes. */
  readonly feed: FeedId;
  /** Hex of the own public key. */
  readonly publicKey: string;
  /** Who else is there. */
  readonly swarm: Swarm;
  readonly #config: PeerConfig;
  readonly #rounds: Rounds;
  readonly #herald: Herald;
  readonly #turns: Turns;
  readonly #backPressure: BackPressure;
  readonly #window: number;
  readonly #progress = new Progress();
  readonly #recovery: Recovery;
  readonly #course: Course;
  #actions: PeerAction[] = [];
  #phase: Phase = "waiting";
  #waitingFor = "start";
  #firstRound = 0;
  #wakeAt = Infinity;
  #startedAt = Infinity;
  #othersBegan: number | undefined;
  #doneAt = Infinity;

  /** Makes a peer at x_0, or at the state that the replica was restored to. */
  constructor(config: PeerConfig) {
    this.#config = config;
    this.#window = config.window ?? WINDOW;
    this.feed = feedIdOf(config.signer.publicKey, config.incarnation);
    this.publicKey = toHex(config.signer.publicKey);
    const emit = (event: PeerEvent) => this.#emit(event);
    this.swarm = new Swarm(this.feed, emit);
    this.#rounds = new Rounds(config.replica, config.variant);
    this.#herald = new Herald(config, this.feed);
    this.#backPressure = new BackPressure(this.swarm, this.#window, emit);
    const parts = {
      config,
      swarm: this.swarm,
      rounds: this.#rounds,
      herald: this.#herald,
      progress: this.#progress,
      publicKey: this.publicKey,
      emit,
    };
    this.#turns = new Turns(parts);
    this.#recovery = new Recovery(parts);
    this.#course = new Course(parts);
    this.#progress.units = config.replica.units;
  }

  /** Where the peer is in its life. */
  get phase(): Phase {
    return this.#phase;
  }

  /** Passes over the data, all peers together. */
  get progress(): number {
    const { units, ownData } = this.#config;
    if (!ownData) return this.#progress.units / units;
    let all = units;
    for (const { full } of this.swarm.members.live()) all += full?.units ?? 0;
    return this.#progress.units / all;
  }

  /** The quorum in force: the K asked for, clamped to the live peers. */
  get k(): number {
    const { k } = this.#config;
    return k === "all" ? this.swarm.size : Math.min(k, this.swarm.size);
  }

  /** The peer's figures at a glance. */
  figures(): PeerFigures {
    const { k } = this;
    const overshoot = this.#rounds.updatesPerRound(k) / k;
    const { computing, cancelled, publisher } = this.#turns;
    return {
      phase: this.#phase,
      progress: this.progress,
      epochs: this.#config.epochs,
      round: this.#rounds.round,
      members: this.swarm.size,
      k,
      updates: this.#progress.updates,
      published: publisher.writer.seq,
      loss: this.#progress.loss,
      overshoot: Math.max(1, overshoot),
      cancelled,
      waitingFor: computing === undefined ? this.#waitingFor : "",
    };
  }

  /**
   * Takes in one input.
   *
   * @param now monotonic time in ms; never less than in an earlier call
   * @returns what is to be done, in order
   */
  handle(input: PeerInput, now: number): PeerAction[] {
    if (this.#phase === "finished") return [];
    this.#take(input, now);
    if (now >= this.#startedAt) this.#settle(now);
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  /**
   * Answers another peer's catch-up request, with frames or a snapshot.
   *
   * @throws {RangeError} If the request is malformed
   */
  serve(request: Uint8Array, now: number): Uint8Array[] {
    return [
      this.#status(now),
      ...answerRequest(this.#config.replica, request),
    ];
  }

  #take(input: PeerInput, now: number): void {
    switch (input.kind) {
      case "start":
        this.#startedAt = now;
        this.#speak(now);
        break;
      case "frame":
        this.#hear(input.frame, input.relayed ?? false, now);
        break;
      case "gradient":
        this.#publish(input.job, input.gradient, now);
        break;
      case "validation":
        this.#course.validated(this.publicKey, input.validation);
        this.#speak(now);
        break;
      case "connected":
        this.swarm.connect(input.publicKey);
        this.#recovery.catchUp.retry();
        if (now >= this.#startedAt) this.#speak(now);
        break;
      case "disconnected":
        this.swarm.disconnect(input.publicKey);
        break;
      case "snapshot":
        this.#recovery.adopt(input.bytes, this.#phase === "joining");
        break;
      case "caught-up":
        this.#recovery.ended(input.publicKey, input.error, now);
        break;
      case "tick":
        this.#wakeAt = Infinity;
        break;
      case "stop":
        this.#leave("stopped", now);
        break;
    }
  }

  /** Everything that follows from the present state. */
  #settle(now: number): void {
    if (this.#phase === "finished") return;
    if (this.swarm.suspectSilent(now)) this.#speak(now);
    if (!this.#fold(now)) return;
    this.#begin(now);
    const request = this.#recovery.ask(this.#phase === "joining", now);
    if (request !== undefined) this.#actions.push(request);
    if (!this.#end(now)) return;
    this.#compute(now);
    this.#forget();
    // What a catch-up brings is history, which holds nobody up.
    const owes = this.#recovery.catchUp.asking === undefined &&
      this.#herald.isOwing(this.#window);
    if (owes || now >= this.#herald.deadline(this.swarm.acknowledgement)) {
      this.#speak(now);
    }
    this.#setWake();
  }

  /** Folds and turns rounds; false where the model has diverged. */
  #fold(now: number): boolean {
    const all = this.#phase === "finishing";
    const folded = (update: Update) => {
      this.#progress.fold(update.header.units, update.header.loss);
      this.#herald.folded(update.feed);
    };
    const opening = () => this.#turns.takeView(this.progress);
    try {
      do this.#rounds.fold(all, opening, folded); while (
        this.#phase !== "waiting" &&
        this.#rounds.advance(this.k, this.#clocksAhead())
      );
    } catch (error) {
      if (!isDivergence(error)) throw error;
      this.#leave(`diverged: ${error.message}`, now);
      return false;
    }
    if (this.#phase === "training") {
      this.#actions.push(...this.#course.endEpochs(this.progress, now));
    }
    const { computing } = this.#turns;
    if (computing === undefined) return true;
    const stale = cancels(this.#config.variant) &&
      computing < this.#rounds.round;
    if (stale || all) this.#actions.push(this.#turns.cancel());
    return true;
  }

  *#clocksAhead(): Iterable<Status> {
    for (const { full, left } of this.swarm.members.all()) {
      if (full !== undefined && !left) yield full;
    }
  }

  /** Waits for enough peers; then trains, or first takes what was missed. */
  #begin(now: number): void {
    if (this.#phase === "joining" && this.#recovery.hasJoined) {
      this.#firstRound = this.#rounds.round;
      const { round } = this.#rounds;
      this.#emit({ type: "joined", round, progress: this.progress });
      this.#train(now);
    }
    if (this.#phase !== "waiting") return;
    if (this.#recovery.isLate) {
      this.#phase = "joining";
      this.#recovery.join();
      const { partner, missing } = this.#recovery.catchUp;
      this.#emit({ type: "joining", peer: partner!, behind: missing });
      this.#speak(now);
      return;
    }
    if (this.swarm.awaitsWord && now < this.#startedAt + INITIAL_GAP) {
      this.#waitingFor = "word of the others";
      return;
    }
    const present = this.swarm.size;
    if (this.#progress.updates > 0) this.#othersBegan ??= now;
    // Who began without this peer waits no longer for the same number.
    const late = now >= (this.#othersBegan ?? Infinity) + INITIAL_GAP;
    if (present < this.#config.waitFor && !late) {
      this.#waitingFor = `${this.#config.waitFor - present} more`;
      return;
    }
    this.#emit({ type: "started", members: present, k: this.k });
    this.#train(now);
  }

  #train(now: number): void {
    this.#phase = "training";
    this.#course.begin(this.progress, now);
    this.#speak(now);
  }

  /** Starts the next gradient, if nothing forbids it. */
  #compute(now: number): void {
    if (this.#phase !== "training") return;
    if (this.#turns.computing !== undefined) return;
    if (!this.#rounds.mayCompute) {
      this.#waitingFor = `quorum of ${this.k}`;
      return;
    }
    const slow = this.#backPressure.holdup(
      this.#turns.publisher.writer.seq,
      now,
    );
    if (slow !== undefined) {
      this.#waitingFor = `${slow.slice(0, 8)} to fold`;
      return;
    }
    this.#actions.push(this.#turns.begin(this.progress));
  }

  #publish(job: number, gradient: Gradient, now: number): void {
    try {
      const published = this.#turns.finish(job, gradient, this.k, now);
      if (published === undefined) return;
      const { frame } = published;
      this.#actions.push({ kind: "publish", type: "update", frame });
    } catch (error) {
      if (!isDivergence(error)) throw error;
      this.#leave(`diverged: ${error.message}`, now);
    }
  }

  #hear(frame: Frame, relayed: boolean, now: number): void {
    const round = cancels(this.#config.variant) ? this.#rounds.round : 0;
    if (frame.kind === "update") {
      const { update } = frame;
      if (update.feed === this.feed) return;
      const admission = this.#config.replica.receive(update);
      const { kind } = admission;
      if (kind === "refused") {
        const peer = toHex(update.header.publicKey);
        this.#emit({ type: "feed-ended", peer, reason: admission.reason });
      }
      if (kind !== "next" && kind !== "early") return;
      if (relayed) return;
      const { header } = update;
      const { joined, member } = this.swarm.hearUpdate(header, round, now);
      if (joined) this.#speak(now);
      this.#recovery.note(member.publicKey, header.entries, now);
      return;
    }
    const { status } = frame;
    if (!verifyStatus(status, this.#config.replica.rules)) return;
    const heard = this.swarm.hearStatus(status, round, now);
    if (heard === undefined || heard.member.feed === this.feed) return;
    if (heard.joined) this.#speak(now);
    this.#recovery.note(heard.member.publicKey, status.entries, now);
    if (status.validation !== undefined) {
      this.#course.validated(heard.member.publicKey, status.validation);
    }
    if (status.flags.done) this.#course.stopReason ??= status.stopReason;
  }

  /** At the target: stop, serve until every clock is ours, finish; false then. */
  #end(now: number): boolean {
    const { epochs, replica } = this.#config;
    if (this.#phase === "training") {
      if (this.progress >= epochs) {
        this.#course.stopReason ??= `${epochs} epochs`;
      }
      if (this.#course.stopReason === undefined) return true;
      this.#phase = "finishing";
      this.#doneAt = now;
      const { progress } = this;
      this.#emit({ type: "done", reason: this.#course.stopReason, progress });
      if (!this.#fold(now)) return false;
      this.#speak(now);
    }
    if (this.#phase !== "finishing") return true;
    if (this.#herald.hasNews) this.#speak(now);
    const digest = toHex(replica.clock.digest());
    for (const member of this.swarm.members.all()) {
      if (member.left || member.suspected) continue;
      if (member.done && member.digest === digest) continue;
      if (member.joining && now > this.#doneAt + member.silence.patience) {
        continue;
      }
      this.#waitingFor = `${member.publicKey.slice(0, 8)} to finish`;
      return true;
    }
    this.#finish(this.#course.stopReason!);
    return false;
  }

  /** Ends before the others do, who need not wait. */
  #leave(reason: string, now: number): void {
    this.#course.stopReason = reason;
    const frame = this.#status(now, true);
    this.#actions.push({ kind: "publish", type: "status", frame });
    this.#finish(reason);
  }

  #finish(reason: string): void {
    if (this.#turns.computing !== undefined) {
      this.#actions.push(this.#turns.cancel());
    }
    this.#phase = "finished";
    this.#actions.push({ kind: "finished", reason });
  }

  #forget(): void {
    const { replica, retainBytes } = this.#config;
    if (replica.retainedBytes <= (retainBytes ?? RETAIN_BYTES)) return;
    for (const [feed, { count }] of [...replica.clock.entries()]) {
      replica.forget(feed, Math.min(count, this.swarm.foldedByAll(feed)));
    }
  }

  #speak(now: number): void {
    const frame = this.#status(now);
    this.#actions.push({ kind: "publish", type: "status", frame });
  }

  #status(now: number, leaving = false): Uint8Array {
    const { publisher, computing } = this.#turns;
    return this.#herald.speak({
      seq: publisher.writer.seq,
      firstRound: this.#firstRound,
      round: this.#rounds.round,
      flags: {
        joining: this.#phase === "joining",
        computing: computing !== undefined,
        done: this.#phase === "finishing",
        leaving,
      },
      progress: this.progress,
      residualNorm: publisher.residualNorm,
      cumulativeNorm: publisher.writer.cumulativeNorm,
      ...(this.#course.stopReason === undefined
        ? {}
        : { stopReason: this.#course.stopReason }),
      ...(this.#course.validation === undefined
        ? {}
        : { validation: this.#course.validation }),
    }, now);
  }

  #setWake(): void {
    const { acknowledgement } = this.swarm;
    const at = Math.min(
      this.#herald.deadline(acknowledgement),
      this.swarm.deadline,
      this.#recovery.deadline(this.#phase === "joining"),
      this.#phase === "training" ? this.#backPressure.deadline : Infinity,
    );
    if (at >= this.#wakeAt) return;
    this.#wakeAt = at;
    this.#actions.push({ kind: "wake", at });
  }

  #emit(event: PeerEvent): void {
    this.#actions.push({ kind: "event", event });
  }
}
