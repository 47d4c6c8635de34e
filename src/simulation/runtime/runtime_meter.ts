import type { Observer } from "../observer.ts";

/** What a swarm's steps took. */
export interface RuntimeFigures {
  /** Steps measured. */
  readonly steps: number;
  /** Mean virtual ms of a step. */
  readonly msPerStep: number;
  /** Mean steps between the view that a gradient was computed at and its use. */
  readonly staleness: number;
  /** Mean updates published in a step: K, but for overshoot. */
  readonly updatesPerStep: number;
}

/**
 * Measures steps where messages need no time, so that everybody agrees on which
 * step it is: the paper's count of a server's iterations. A step is a round of the
 * peers: a quorum of K distinct peers, or of K batches.
 *
 * Steps before `from` are left out, as the peers begin alike and not in the steady
 * state.
 */
export class RuntimeMeter implements Observer {
  /** The step that the swarm is in. */
  step = 0;
  readonly #from: number;
  readonly #to: number;
  /** The step whose model each peer computes at. */
  readonly #viewed: number[] = [];
  #beganAt = 0;
  #endedAt = 0;
  #updates = 0;
  #stale = 0;

  /** Measures from one step to another. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  /** Whether all steps have been measured. */
  get isDone(): boolean {
    return this.step >= this.#to;
  }

  /** The figures, once that is so. */
  get figures(): RuntimeFigures {
    const steps = this.#to - this.#from;
    return {
      steps,
      msPerStep: (this.#endedAt - this.#beganAt) / steps,
      staleness: this.#stale / this.#updates,
      updatesPerStep: this.#updates / steps,
    };
  }

  /** Follows the steps. */
  handled(
    ...[{ index, peer }, input, actions, now]: Parameters<
      NonNullable<Observer["handled"]>
    >
  ): void {
    for (const action of actions) {
      if (action.kind === "publish" && action.type === "update") {
        this.#publish(index);
      }
    }
    // Who completes a quorum is the first to know.
    if (input.kind === "gradient") this.#reach(peer.round, now);
    for (const action of actions) {
      if (action.kind === "compute") {
        this.#viewed[index] = peer.round;
      }
    }
  }

  #publish(index: number): void {
    if (this.step < this.#from || this.isDone) return;
    this.#updates++;
    this.#stale += this.step - this.#viewed[index]!;
  }

  #reach(step: number, now: number): void {
    if (step <= this.step || this.isDone) return;
    if (this.step < this.#from) this.#beganAt = now;
    this.#endedAt = now;
    this.step = step;
  }
}
