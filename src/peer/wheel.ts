import { Alarm } from "./alarm.ts";
import { dutyOf } from "./duty.ts";
import { Ending } from "./ending.ts";
import { isDivergence } from "./errors.ts";
import type { Gradient, Phase } from "./events.ts";
import type { Standing } from "./herald.ts";
import type { PeerParts } from "./parts.ts";
import { standingOf } from "./standing.ts";

/**
 * The turn of the wheel: after every input, whatever follows from the present
 * state. Fold, turn rounds, begin or join, ask for what is missing, end, compute,
 * keep talking, and say when to be woken.
 */
export class Wheel {
  /** Where the peer is in its life. */
  phase: Phase = "waiting";
  /** Why no gradient is running. */
  waitingFor = "start";
  /** When to be woken. */
  readonly alarm: Alarm;
  readonly #parts: PeerParts;
  readonly #ending: Ending;
  #firstRound = 0;
  #startedAt = Infinity;
  #othersBegan: number | undefined;
  #hasWarned = false;

  /** Waits for {@linkcode Wheel.start}. */
  constructor(parts: PeerParts) {
    this.#parts = parts;
    this.#ending = new Ending(parts);
    this.alarm = new Alarm(parts);
  }

  /** Begins to take part; once it does, it goes on. */
  start(now: number): void {
    if (this.isStarted) return;
    this.#startedAt = now;
    this.speak(now);
  }

  /** Whether it has been started. */
  get isStarted(): boolean {
    return this.#startedAt < Infinity;
  }

  /** Everything that follows from the present state. */
  settle(now: number): void {
    const { swarm, herald, recovery, retention, balance } = this.#parts;
    if (this.phase === "finished") return;
    if (swarm.vigil.suspect(now)) herald.owe();
    if (this.phase === "training") this.#parts.pacer.settle(now);
    if (!this.#fold(now)) return;
    balance.settle();
    this.#begin(now);
    const request = recovery.ask(this.phase === "joining", now) ??
      this.#parts.forks.ask(now);
    if (request !== undefined) this.#parts.act(request);
    if (!this.#end(now)) return;
    if (this.phase === "training") this.#parts.epochs.takeOver();
    while (this.#compute(now)) {
      // An empty update may be all that the round still waited for.
      if (!this.#fold(now) || !this.#end(now)) return;
    }
    retention.forgetServed();
    // What a catch-up brings is history, which holds nobody up.
    const owes = herald.isOwing && !recovery.isCatchingUp;
    let wordDue = this.#wordDue;
    if (owes || now >= wordDue) {
      this.speak(now);
      wordDue = this.#wordDue;
    }
    this.alarm.set({
      isJoining: this.phase === "joining",
      isTraining: this.phase === "training",
      wordDue,
    }, now);
  }

  /** When this peer has to speak, if nothing happens. */
  get #wordDue(): number {
    const { herald } = this.#parts;
    return Math.min(herald.wordDue, herald.deadline);
  }

  readonly #opening = (): void => {
    this.#parts.turns.takeView(this.#parts.passes);
  };

  /** Folds and turns rounds; false where the model has diverged. */
  #fold(now: number): boolean {
    const { rounds, turns, course, overtaken } = this.#parts;
    const all = this.phase === "finishing";
    const { normBound, folded, pacer } = this.#parts;
    const fold = () => {
      do rounds.fold(all, this.#opening, folded); while (
        this.phase !== "waiting" && rounds.advance(pacer.k, normBound.norm)
      );
    };
    if (!this.#unlessDiverged(now, fold)) return false;
    if (this.phase === "training") {
      const { passes } = this.#parts;
      if (this.#parts.progress.hasEnded(passes)) {
        for (const action of course.endEpochs(passes, now)) {
          this.#parts.act(action);
        }
      }
    }
    const { computing } = turns;
    if (computing === undefined) return true;
    if (all || overtaken.restarts(rounds.round - computing, now)) {
      const { seq } = turns.publisher.writer;
      const give = () => turns.giveUp(all, now).forEach(this.#parts.act);
      if (!this.#unlessDiverged(now, give)) return false;
      if (turns.publisher.writer.seq > seq) return this.#fold(now);
    }
    return true;
  }

  /** Does something that may show that the model has diverged: then this peer leaves. */
  #unlessDiverged(now: number, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!isDivergence(error)) throw error;
      this.leave(`diverged: ${error.message}`, now);
      return false;
    }
  }

  /** Waits for enough peers; then trains, or first takes what was missed. */
  #begin(now: number): void {
    const { swarm, rounds, recovery, config, progress } = this.#parts;
    if (this.phase === "joining" && recovery.hasJoined) {
      this.#firstRound = rounds.round;
      const { passes: progress, emit } = this.#parts;
      emit({ type: "joined", round: rounds.round, progress });
      this.#train(now);
    }
    if (this.phase !== "waiting" || swarm.greetings.isGathering) return;
    if (recovery.isLate) {
      this.phase = "joining";
      recovery.join();
      const { partner, missing } = recovery.catchUp;
      this.#parts.emit({ type: "joining", peer: partner!, behind: missing });
      this.speak(now);
      return;
    }
    if (swarm.greetings.awaits(now, this.#startedAt)) {
      this.waitingFor = "word of the others";
      return;
    }
    const present = swarm.size;
    if (progress.updates > 0) this.#othersBegan ??= now;
    // Who began without this peer waits no longer for the same number.
    const late = now >= (this.#othersBegan ?? Infinity) + swarm.vigil.patience;
    if (present < config.waitFor && !late) {
      this.waitingFor = `${config.waitFor - present} more`;
      return;
    }
    const { k } = this.#parts.pacer;
    this.#parts.emit({ type: "started", members: present, k });
    this.#train(now);
  }

  #train(now: number): void {
    const { course, turns } = this.#parts;
    this.phase = "training";
    turns.startAt(Math.floor(this.#parts.passes));
    course.begin(this.#parts.passes, now);
    this.#parts.herald.begin(now);
    this.speak(now);
  }

  /**
   * Starts the next gradient, if nothing forbids it.
   *
   * @returns whether it published instead, as there is nothing to compute
   */
  #compute(now: number): boolean {
    const { rounds, turns, backPressure, elastic } = this.#parts;
    if (this.phase !== "training") return false;
    if (turns.computing !== undefined) return false;
    elastic.hold.isAwaited = false;
    if (!rounds.mayCompute) {
      return this.#waits(`quorum of ${this.#parts.pacer.k}`);
    }
    const slow = backPressure.holdup(turns.publisher.writer.seq, now);
    if (slow !== undefined) return this.#waits(`${slow.slice(0, 8)} to fold`);
    const duty = dutyOf(this.#parts);
    if (duty !== "compute" && this.#parts.epochs.isDealtNothing) {
      this.#warnOfIdleness();
    }
    if (duty === "idle") return this.#waits("units to compute");
    if (duty === "rest") {
      this.#parts.act(turns.rest(this.#parts.passes, now));
      return true;
    }
    const lacking = elastic.hold.check(now);
    if (lacking !== undefined) return this.#waits(lacking);
    this.#parts.act(turns.begin(this.#parts.passes, now));
    return false;
  }

  #waits(what: string): false {
    this.waitingFor = what;
    return false;
  }

  #warnOfIdleness(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const { swarm, config } = this.#parts;
    const text =
      `There are more peers (${swarm.size}) than units of data (${config.units}): this one has nothing to compute; use smaller units`;
    this.#parts.emit({ type: "warning", text });
  }

  /** Publishes what came of a gradient, unless it was cancelled. */
  publish(job: number, gradient: Gradient, now: number): void {
    this.#unlessDiverged(now, () => {
      const published = this.#parts.turns.finish(job, gradient, now);
      if (published !== undefined) this.#parts.act(published);
    });
  }

  /** At the target: stop, serve until every clock is ours, finish; false then. */
  #end(now: number): boolean {
    const { herald, course, config } = this.#parts;
    const { epochs } = config;
    if (this.phase === "training") {
      if (this.#parts.passes >= epochs) {
        course.stopReason ??= `${epochs} epochs`;
      }
      if (course.stopReason === undefined) return true;
      this.phase = "finishing";
      this.#ending.begin(now);
      const { passes: progress } = this.#parts;
      this.#parts.emit({ type: "done", reason: course.stopReason, progress });
      if (!this.#fold(now)) return false;
      this.speak(now);
    }
    if (this.phase !== "finishing") return true;
    if (herald.moved) {
      herald.owe();
      if (now >= this.#wordDue) this.speak(now);
    }
    const awaited = this.#ending.awaited(now);
    if (awaited !== undefined) {
      this.waitingFor = `${awaited.publicKey.slice(0, 8)} to finish`;
      return true;
    }
    // The others wait for this clock's digest, as this peer did for theirs.
    if (herald.moved) this.speak(now);
    this.#finish(course.stopReason!, now);
    return false;
  }

  /** Ends before the others do, who need not wait. */
  leave(reason: string, now: number): void {
    const { course } = this.#parts;
    course.stopReason = reason;
    this.speak(now, true);
    this.#finish(reason, now);
  }

  #finish(reason: string, now: number): void {
    const { turns } = this.#parts;
    if (turns.computing !== undefined) {
      turns.giveUp(true, now).forEach(this.#parts.act);
    }
    this.phase = "finished";
    this.#parts.act({ kind: "finished", reason });
  }

  /** Tells the others where this peer stands. */
  speak(now: number, leaving = false): void {
    const status = this.#parts.herald.speak(this.#standing(leaving), now);
    this.#parts.act({
      kind: "publish",
      type: "status",
      frame: status.bytes,
      content: { kind: "status", status },
    });
  }

  /** The frame of a status for one peer that asked for what it lacks. */
  answer(): Uint8Array {
    return this.#parts.herald.answer(this.#standing(false)).bytes;
  }

  #standing(leaving: boolean): Standing {
    const { phase } = this;
    const firstRound = this.#firstRound;
    return standingOf(this.#parts, { phase, firstRound, leaving });
  }
}
