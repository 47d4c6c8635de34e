import type { PeerAction } from "../peer/mod.ts";
import { catchUp } from "./catch_up.ts";
import type { Delay } from "./delay.ts";
import { constant } from "./delays/mod.ts";
import { SimulationError } from "./errors.ts";
import { ownUnits } from "./own_data.ts";
import type { Evaluation, Problem, UnitGradient } from "./problem.ts";
import { Pulling } from "./pulling/pulling.ts";
import { SharedUpdates } from "./shared_updates.ts";
import type { Simulation } from "./simulation.ts";
import type { Job, VirtualPeer } from "./virtual_peer.ts";

/** How long a peer that has finished serves on before its connections close, ms. */
const LINGER = 5;

/** Milliseconds of a gradient unless the options say otherwise. */
const USUAL = constant(10);

/** Does what the peers of a simulation want done, in virtual time. */
export class Performer {
  readonly #simulation: Simulation;
  readonly #problem: Problem;
  readonly #delays: Delay[] = [];
  readonly #own: (readonly number[] | undefined)[] = [];
  readonly #shared = new SharedUpdates();
  /** Large payloads, which are announced and pulled. */
  readonly pulling: Pulling;
  // Whether gradients are known to be there at once: then none is computed before
  // it is due, as many are cancelled.
  #isSynchronous = false;

  /** Performs in this simulation. */
  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#problem = simulation.options.problem;
    this.pulling = new Pulling(simulation);
  }

  /** Does one thing that a peer wants done. */
  perform(peer: VirtualPeer, action: PeerAction): void {
    const simulation = this.#simulation;
    switch (action.kind) {
      case "publish":
        this.#publish(peer, action);
        break;
      case "compute":
        this.#compute(peer, action);
        break;
      case "cancel":
        if (peer.jobs.delete(action.job)) peer.cancelled++;
        break;
      case "validate":
        this.#validate(peer, action);
        break;
      case "pull":
        this.pulling.pull(peer, action.announcement);
        break;
      case "stop-pull":
        this.pulling.stop(peer, action.feed, action.seq);
        break;
      case "catch-up":
        catchUp(simulation, peer, action, this.#shared);
        break;
      case "give-up":
        peer.answer = undefined;
        break;
      case "wake":
        this.#wake(peer, action.at);
        break;
      case "event":
        if (action.event.type === "epoch") simulation.endEpoch(peer);
        break;
      case "finished":
        simulation.finish(peer, action.reason, LINGER);
        break;
    }
  }

  /** What is published is passed on as it is: to read it from its bytes again would find the same. */
  #publish(
    peer: VirtualPeer,
    { content, frame }: Extract<PeerAction, { kind: "publish" }>,
  ): void {
    if (content.kind !== "update") {
      const input = { kind: "frame", frame: content } as const;
      return this.#simulation.broadcast(peer, input, frame.length);
    }
    this.#shared.add(content.update);
    this.#simulation.publish(peer, content.update);
    this.pulling.spread(peer, content.update, frame.length);
    this.#measure(peer);
  }

  /** A peer that chooses codecs is told what its uplink has carried. */
  #measure(peer: VirtualPeer): void {
    const simulation = this.#simulation;
    const { options: { codec, localSteps }, overlay } = simulation;
    if (codec !== "auto" && localSteps !== "auto") return;
    const bytesPerSecond = overlay.uplinkOf(peer.index);
    if (bytesPerSecond === undefined) return;
    simulation.after(
      0,
      () =>
        simulation.input(peer, { kind: "link", figures: { bytesPerSecond } }),
    );
  }

  #wake(peer: VirtualPeer, at: number): void {
    const simulation = this.#simulation;
    const wake = ++peer.wakes;
    const due = Math.max(simulation.now, peer.clock.whenItReads(at));
    simulation.at(due, () => {
      if (wake === peer.wakes) simulation.input(peer, { kind: "tick" });
    });
  }

  #compute(
    peer: VirtualPeer,
    action: Extract<PeerAction, { kind: "compute" }>,
  ): void {
    const { job, view, seed } = action;
    const simulation = this.#simulation;
    const unit = this.#unit(peer, action.unit);
    const ms = this.#duration(peer);
    const begun: Job = { unit, view, seed, result: undefined };
    peer.jobs.set(job, begun);
    if (!this.#isSynchronous) this.#begin(begun);
    simulation.after(ms, () => {
      if (peer.jobs.get(job) !== begun) return;
      const result = begun.result ?? this.#problem.gradient(unit, view, seed);
      const finish = (result: UnitGradient) => {
        // While it was awaited nothing else has happened in virtual time.
        peer.jobs.delete(job);
        peer.gradients++;
        const computeMs = peer.clock.span(ms);
        simulation.input(peer, {
          kind: "gradient",
          job,
          gradient: { ...result, computeMs },
        });
      };
      return isPromise(result)
        ? this.#awaited(result).then(finish)
        : finish(result);
    });
  }

  /** Which of the problem's units a peer means. */
  #unit({ index }: VirtualPeer, unit: number): number {
    const { options } = this.#simulation;
    if (options.ownData === undefined) return unit;
    const own = this.#own[index] ??= ownUnits(options, index);
    return own![unit]!;
  }

  #begin(job: Job): void {
    const result = this.#problem.gradient(job.unit, job.view, job.seed);
    job.result = result;
    if (isPromise(result)) this.#awaited(result).catch(() => {});
    else this.#isSynchronous = true;
  }

  #validate(
    peer: VirtualPeer,
    { epoch, view }: Extract<PeerAction, { kind: "validate" }>,
  ): void {
    const simulation = this.#simulation;
    const { peer: incarnation } = peer;
    const result = this.#problem.evaluate!(view);
    if (isPromise(result)) this.#awaited(result).catch(() => {});
    simulation.after(this.#duration(peer), () => {
      if (peer.peer !== incarnation) return;
      const finish = ({ loss, metrics }: Evaluation) =>
        simulation.input(peer, {
          kind: "validation",
          validation: { epoch, loss, metrics },
        });
      return isPromise(result) ? result.then(finish) : finish(result);
    });
  }

  /** A promise that may be waited for here: it is heard of if it fails before anyone does. */
  #awaited<T>(result: Promise<T>): Promise<T> {
    if (this.#simulation.isSynchronous) {
      result.catch(() => {});
      throw new SimulationError(
        `Cannot run ${this.#problem.name} without waiting: it computes asynchronously; await run() instead of runSync()`,
      );
    }
    return result;
  }

  /** How long a peer's next gradient takes, ms. */
  #duration(peer: VirtualPeer): number {
    const { index, random, slowness } = peer;
    const { compute = USUAL } = this.#simulation.options;
    const delay = this.#delays[index] ??= typeof compute === "function"
      ? compute(index)
      : compute;
    return slowness * delay.sample(random, this.#simulation.now);
  }
}

function isPromise<T>(result: T | Promise<T>): result is Promise<T> {
  return typeof (result as Promise<T>).then === "function";
}
