import {
  type Codec,
  type CodecSpec,
  createCodec,
  DIVERGED,
} from "../../compression/mod.ts";
import { createOptimizer, type OptimizerSpec } from "../../optimizers/mod.ts";
import {
  dealUnits,
  HerdingMonitor,
  type Ordering,
} from "../../ordering/mod.ts";
import {
  addPayload,
  DEFAULT_MAX_ABS,
  DivergedError,
  gridValues,
} from "../../replica/mod.ts";
import { SimulationError } from "../errors.ts";
import type { Problem, UnitGradient } from "../problem.ts";
import { isComposable } from "../problems/mod.ts";
import type { BalancedVector } from "./balanced_vector.ts";
import { Balancing } from "./balancing.ts";
import { LockstepPublisher } from "./publisher.ts";
import { type Turns, turnsAtExamples, turnsAtUnits } from "./turns.ts";

/** How a swarm in lockstep is made. */
export interface LockstepOptions {
  /** What it trains. */
  readonly problem: Problem;
  /** Peers, P; all wait for all. */
  readonly peers: number;
  /** Decides all chance. */
  readonly seed: number;
  /**
   * Which unit comes next; or `examples`: units are composed anew of the share's
   * examples in every epoch, at random.
   */
  readonly ordering: Ordering | "examples";
  /** Turns gradients into steps. */
  readonly optimizer: OptimizerSpec;
  /** Makes updates small; default float32. */
  readonly codec?: CodecSpec;
  /** Passes over the data that are planned, for the schedule. */
  readonly epochs: number;
  /** What is balanced, where pairs are; default as in a swarm. */
  readonly vector?: BalancedVector;
}

/** How the gradients of an epoch strayed from their mean. */
export interface Straying {
  /** The parallel herding bound over that of a random order: below 1 ordering helps. */
  readonly toRandom: number;
}

/**
 * A swarm in full synchrony (K-sync, K = P) in one loop, without messages, clocks
 * and replicas: a run costs what its gradients cost. It is made of the pieces
 * that peers are made of, and ends with the parameters of a {@linkcode Simulation}
 * of the same seed, bit for bit.
 *
 * @example
 * ```ts
 * import { sgd } from "../../optimizers/mod.ts";
 * import { quadratic } from "../problems/mod.ts";
 * import { Lockstep } from "./lockstep.ts";
 *
 * const swarm = new Lockstep({
 *   problem: quadratic(),
 *   peers: 4,
 *   seed: 1,
 *   ordering: "cd-grab",
 *   optimizer: sgd({ learningRate: 0.1 }),
 *   epochs: 2,
 * });
 * await swarm.epoch();
 * await swarm.epoch();
 * swarm.values; // the parameters
 * ```
 */
export class Lockstep {
  /** The model, on the grid: trainable part, then state. Read it only. */
  readonly values: Float64Array;
  readonly #options: LockstepOptions;
  readonly #turns: readonly Turns[];
  readonly #publishers: readonly LockstepPublisher[];
  readonly #balancing: Balancing | undefined;
  readonly #codec: Codec;
  readonly #view: Float32Array;
  #folded = 0;

  /**
   * At x_0.
   *
   * @throws {SimulationError} If there are more peers than units, or examples are
   * asked for where units cannot be composed anew
   */
  constructor(options: LockstepOptions) {
    const { problem, peers, seed, ordering } = options;
    const { layout, units } = problem;
    const { codec = { kind: "float32" } } = options;
    if (units < peers) {
      throw new SimulationError(
        `Cannot train ${problem.name} with ${peers} peers: it has ${units} units; use smaller units or fewer peers`,
      );
    }
    this.#options = options;
    this.values = gridValues(problem.start);
    this.#view = new Float32Array(this.values.length);
    const seats = Array.from({ length: peers }, (_, rank) => `${rank}`);
    const shares = dealUnits(units, seats, seed);
    this.#turns = seats.map((seat) => {
      const place = { seed, seat, units: shares.get(seat)! };
      if (ordering !== "examples") {
        return turnsAtUnits(problem, ordering, place);
      }
      if (isComposable(problem)) return turnsAtExamples(problem, place);
      throw new SimulationError(
        `Cannot reshuffle the examples of ${problem.name}: its units cannot be composed anew`,
      );
    });
    this.#codec = createCodec(codec, { maxAbs: DEFAULT_MAX_ABS });
    const common = {
      optimizer: createOptimizer(options.optimizer),
      codec: this.#codec,
      layout,
      weight: 1 / peers,
      vector: options.vector ?? "update-innovation",
    };
    this.#publishers = seats.map(() => new LockstepPublisher(common));
    const isShared = ordering === "cd-grab";
    if (isShared || ordering === "pair-balance") {
      this.#balancing = new Balancing({
        lengths: this.#turns.map(({ length }) => length),
        dimension: layout.trainable,
        isShared,
      });
    }
  }

  /** The parameters as gradients are computed at them, float32; to be read before the next epoch. */
  get view(): Float32Array {
    this.#view.set(this.values);
    return this.#view;
  }

  /**
   * Trains one epoch.
   *
   * @param options.watch whether to look at how gradients stray from their mean
   * @throws {OptimizerError | StepError | DivergedError} If training has diverged
   */
  async epoch(
    { watch = false }: { watch?: boolean } = {},
  ): Promise<Straying | undefined> {
    const { problem, seed } = this.#options;
    const monitor = watch
      ? new HerdingMonitor({ dimension: problem.layout.trainable, seed })
      : undefined;
    const rounds = Math.max(...this.#turns.map(({ length }) => length));
    this.#balancing?.begin();
    for (let round = 0; round < rounds; round++) {
      await this.#round(round, monitor);
    }
    this.#turns.forEach(({ order }, rank) => {
      if (order !== undefined) this.#balancing?.sign(rank, order);
    });
    if (monitor === undefined) return undefined;
    const { infinity, random } = monitor.finish();
    return { toRandom: infinity / random };
  }

  async #round(
    round: number,
    monitor: HerdingMonitor | undefined,
  ): Promise<void> {
    const { problem, epochs } = this.#options;
    const { view } = this;
    const progress = { epoch: this.#folded / problem.units, epochs };
    const payloads: Uint8Array[] = [];
    for (let rank = 0; rank < this.#turns.length; rank++) {
      const turns = this.#turns[rank]!;
      // Whoever has a unit less than others rests in an epoch's last round.
      if (round >= turns.length) continue;
      const due = turns.next(view);
      // To await what is there at once would cost more than the gradient.
      const made = isPromise(due) ? await due : due;
      monitor?.add(made.gradient);
      const { payload, vector } = this.#publishers[rank]!.form(
        made,
        view,
        progress,
      );
      payloads.push(payload);
      this.#balancing?.add(rank, round, vector);
    }
    monitor?.endStep();
    for (const payload of payloads) this.#add(payload);
    this.#folded += payloads.length;
  }

  #add(payload: Uint8Array): void {
    const { layout } = this.#options.problem;
    const bound = addPayload(payload, this.#codec, layout, this.values, 1);
    if (bound < DIVERGED) return;
    const at = this.values.findIndex((x) => !(Math.abs(x) < DIVERGED));
    throw new DivergedError({ coordinate: at, value: this.values[at]! });
  }
}

function isPromise(
  due: UnitGradient | Promise<UnitGradient>,
): due is Promise<UnitGradient> {
  return "then" in due;
}
