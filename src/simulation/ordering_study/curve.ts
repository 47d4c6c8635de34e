import type { CodecSpec } from "../../compression/mod.ts";
import type { OptimizerSpec } from "../../optimizers/mod.ts";
import type { Ordering } from "../../ordering/mod.ts";
import { type BalancedVector, Lockstep } from "../lockstep/mod.ts";
import { isDivergence } from "../../peer/mod.ts";
import type { StudyTask } from "../study/mod.ts";

/** One run, in plain JSON. */
export interface CurveRequest {
  /** Which unit comes next; or units of examples reshuffled. */
  readonly ordering: Ordering | "examples";
  /** What is balanced; default as in a swarm. */
  readonly vector?: BalancedVector;
  /** How updates are made small; default float32. */
  readonly codec?: CodecSpec;
  /** Turns gradients into steps. */
  readonly optimizer: OptimizerSpec;
  /** Peers, m. */
  readonly peers: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** Decides all chance, and the composition of units. */
  readonly seed: number;
}

/** How a run went. */
export interface Curve {
  /** The training loss at x_0 and after each epoch; Infinity from where it has diverged. */
  readonly losses: number[];
  /** The parallel herding bound over that of a random order, in the last epoch; NaN where that was not reached. */
  readonly straying: number;
}

/** A loss so many times that of x_0 has diverged. */
const BEYOND = 100;

/** Trains once, in lockstep. */
export async function trainCurve(
  task: StudyTask,
  request: CurveRequest,
): Promise<Curve> {
  const { epochs, seed } = request;
  const problem = task.problem(seed);
  const swarm = new Lockstep({ ...request, problem });
  const losses = [await task.loss(problem, swarm.view)];
  let straying = NaN;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const watched = await swarm.epoch({ watch: epoch === epochs - 1 });
      straying = watched?.toRandom ?? NaN;
      const loss = await task.loss(problem, swarm.view);
      if (!(loss < BEYOND * losses[0]!)) break;
      losses.push(loss);
    }
  } catch (error) {
    if (!isDivergence(error)) throw error;
  }
  while (losses.length <= epochs) losses.push(Infinity);
  return { losses, straying };
}
