import type { CodecSetting } from "../compression/mod.ts";
import type { OptimizerSpec, OuterOptions } from "../optimizers/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { Random } from "../random/mod.ts";
import type { LocalSteps, QuorumRule, Variant } from "../synchronicity/mod.ts";
import type { Delay } from "./delay.ts";
import type { Fault } from "./fault.ts";
import type { NetworkModel } from "./network_model.ts";
import type { Problem } from "./problem.ts";
import type { Expectation, Run } from "./run.ts";

/** A distribution of durations: a {@linkcode Delay}, its name such as `"pareto:2,1"`, or always so many ms. */
export type DelayLike = Delay | string | number;

/** What a swarm trains: a problem, the path or URL of a task file, or one of each. */
export type ScenarioTask =
  | Problem
  | string
  | URL
  | {
    /** What virtual peers train. */
    simulated: Problem | string | URL;
    /** The task file that processes train with `--real`. */
    real: string | URL;
  };

/** When a run is over; whichever comes first. */
export type Until =
  /** Training has passed over the data so many times. */
  | { epochs: number }
  /** So many milliseconds have passed, wherever training stands. */
  | { ms: number }
  /** The model's loss is this or less (on the whole objective, or on a task's validation data), or the epochs are over. */
  | { loss: number };

/** A predicate over a run, named by its function's name: what is wrong, in words, or undefined. */
export type ExpectationFunction = (run: Run) => string | undefined;

/** What a scenario says; see {@linkcode defineScenario}. Times are milliseconds. */
export interface ScenarioOptions {
  /** What it is called in reports; left out, the name of its file. */
  name?: string;
  /** How many peers begin. Training waits for all of them. */
  peers: number;
  /** What links and gossip are like. Left out: what a quiet local network is like. */
  network?: NetworkModel;
  /** How long a gradient takes, on each peer. Default: always 10 ms. */
  compute?: DelayLike | ((peer: number) => DelayLike);
  /** How far the peers' own clocks are off: up to `offset` ms, and `drift` ms for each ms. */
  clocks?: { offset?: number; drift?: number };
  /** What befalls the swarm; a function draws it anew for every seed. */
  faults?: readonly Fault[] | ((random: Random) => readonly Fault[]);
  /** What is trained. */
  task: ScenarioTask;
  /** When to step. Default: the task file's, else `k-sync` with all peers. */
  synchronicity?: {
    variant: Variant;
    k: QuorumRule;
    /** No gradient begins while more is known to be missing, in full steps; default: only measured. */
    elasticBound?: number;
  };
  /** How each peer walks through its share of the data; `random`, the default, is a new random order for every epoch. */
  ordering?: Ordering;
  /** How a gradient becomes a step. Default: the task file's, else SGD at 0.1. */
  optimizer?: OptimizerSpec;
  /** How updates are made small. Default: the task file's, else float32. */
  codec?: CodecSetting;
  /** Local steps of an update. Default: the task file's, else 1. */
  localSteps?: LocalSteps;
  /** What is made of their sum. Default: the task file's, else the sum itself. */
  outer?: OuterOptions;
  /** The most passes over the data, where `until` says something else. Default: the task file's, else 100. */
  epochs?: number;
  /** When a run is over. */
  until: Until;
  /** What must be true of every run. */
  expect: readonly (Expectation | ExpectationFunction)[];
}

/** A checked scenario; a scenario file's default export. Made by {@linkcode defineScenario}. */
export interface Scenario extends Omit<ScenarioOptions, "expect"> {
  /** Marks a scenario that has been checked. */
  readonly [SCENARIO]: true;
  /** What must be true of every run, each with its name. */
  readonly expect: readonly Expectation[];
}

/** Key of the mark of a checked scenario. */
export const SCENARIO: unique symbol = Symbol.for("drover.scenario") as never;

/** The scenario makes no sense as it is written, or cannot be run. The message is for who wrote it. */
export class ScenarioError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name: string = "ScenarioError";

  /**
   * Makes the error.
   *
   * @param message What is wrong, where, and what to do about it
   * @param options The cause, where another error led to this one
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = ScenarioError.name;
  }
}
