import type { OptimizerState } from "../optimizers/mod.ts";
import type { PeerConfig } from "./config.ts";
import type { Gradient } from "./events.ts";

/** What came of a block's local steps. */
export interface TakenSteps {
  /** The sum of the steps, length n; the reader may change it. */
  readonly sum: Float64Array;
  /** The sum of the changes of state, length m. */
  readonly state: Float64Array;
  /** Mean of the losses, each at the parameters of its step. */
  readonly loss: number;
  /** Time of all gradients, ms. */
  readonly computeMs: number;
}

/** Where a local step is taken. */
export interface StepPlace {
  /** The parameters at which the block began, trainable first, float32. */
  view: Float32Array;
  /** Passes over the data, for schedules. */
  progress: number;
  /** Receives the parameters after the step, n + m values; may be left out for a block's last step. */
  next?: Float32Array;
}

/**
 * The local steps of one update (local SGD; the inner steps of DiLoCo, Douillard et
 * al., arXiv 2311.08105): each gradient becomes a step by the publisher's own
 * optimizer, the steps are added up in float64, and the next gradient is computed
 * at the view plus that sum.
 */
export class LocalBlock {
  /** Steps taken since the last update. */
  steps = 0;
  readonly #config: PeerConfig;
  readonly #optimizer: OptimizerState;
  readonly #sum: Float64Array;
  readonly #state: Float64Array;
  /** Of one step, from the second on. */
  #step: Float64Array | undefined;
  /** The parameters that the present gradient is computed at, where the optimizer looks at them. */
  #at: Float32Array | undefined;
  #losses = 0;
  #computeMs = 0;

  /** @param optimizer its state, which the steps change */
  constructor(config: PeerConfig, optimizer: OptimizerState) {
    const { trainable, state } = config.replica.rules.layout;
    this.#config = config;
    this.#optimizer = optimizer;
    this.#sum = new Float64Array(trainable);
    this.#state = new Float64Array(state);
  }

  /**
   * Takes one local step.
   *
   * @param gradient computed at the block's view plus its steps so far; it may lie
   * in the memory of `place.next`
   * @throws {OptimizerError} If it is not finite
   */
  take(gradient: Gradient, place: StepPlace): void {
    const { optimizer, epochs } = this.#config;
    const { view, progress, next } = place;
    const trainable = this.#sum.length;
    const isFirst = this.steps === 0;
    const at = isFirst ? view : this.#at ?? view;
    const schedule = { epoch: progress, epochs };
    const given = [gradient.gradient, this.#optimizer, at, schedule] as const;
    if (isFirst) optimizer.update(...given, this.#sum);
    else if (next === undefined) {
      const step = this.#step ??= new Float64Array(trainable);
      optimizer.update(...given, step);
      for (let i = 0; i < trainable; i++) this.#sum[i]! += step[i]!;
    } else optimizer.advance(...given, { sum: this.#sum, view, next });
    this.#addState(gradient.state, isFirst);
    if (next !== undefined) this.#prepare(view, next, isFirst);
    this.steps++;
    this.#losses += gradient.loss;
    this.#computeMs += gradient.computeMs;
  }

  /** Ends the block. What is returned holds until the next step is taken. */
  end(): TakenSteps {
    const taken = {
      sum: this.#sum,
      state: this.#state,
      loss: this.#losses / this.steps,
      computeMs: this.#computeMs,
    };
    this.drop();
    return taken;
  }

  /** Forgets the steps taken since the last update. */
  drop(): void {
    this.steps = 0;
    this.#losses = 0;
    this.#computeMs = 0;
  }

  #addState(change: Float32Array, isFirst: boolean): void {
    const sum = this.#state;
    if (isFirst) sum.set(change);
    else for (let i = 0; i < sum.length; i++) sum[i]! += change[i]!;
  }

  /** Completes the parameters after a step. */
  #prepare(view: Float32Array, next: Float32Array, isFirst: boolean): void {
    const { optimizer: { spec } } = this.#config;
    const sum = this.#sum, state = this.#state;
    const trainable = sum.length;
    if (isFirst) {
      for (let i = 0; i < trainable; i++) next[i] = view[i]! + sum[i]!;
    }
    for (let i = 0; i < state.length; i++) {
      next[trainable + i] = view[trainable + i]! + state[i]!;
    }
    if (spec.weightDecay === 0) return;
    this.#at ??= new Float32Array(trainable);
    this.#at.set(next.subarray(0, trainable));
  }
}
