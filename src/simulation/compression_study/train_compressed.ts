import type { CodecSpec } from "../../compression/mod.ts";
import type { OptimizerSpec } from "../../optimizers/mod.ts";
import { isDivergence } from "../../peer/mod.ts";
import type { QuorumRule, Variant } from "../../synchronicity/mod.ts";
import { constant, exponential } from "../delays/mod.ts";
import { Simulation } from "../simulation.ts";
import type { StudyTask } from "../study/mod.ts";

/** One run, in plain JSON. */
export interface CompressedRequest {
  /** When to step. */
  readonly variant: Variant;
  /** How many to wait for. */
  readonly k: QuorumRule;
  /** How updates are made small. */
  readonly codec: CodecSpec;
  /** Turns gradients into steps. */
  readonly optimizer: OptimizerSpec;
  /** Peers, P. */
  readonly peers: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** Decides all chance, and the composition of units. */
  readonly seed: number;
}

/** How a run went. */
export interface CompressedRun {
  /** The training loss of the whole data at the end; Infinity where it has diverged. */
  readonly loss: number;
  /** The part of the examples that is classified rightly; NaN where there are no classes. */
  readonly accuracy: number;
}

/** A loss so many times that of x_0 has diverged. */
const BEYOND = 100;

/** Virtual ms of a gradient, in the mean, and one way over a link. */
const GRADIENT = exponential(1000);
const LATENCY = constant(1);

/** Trains once, with the peers that ship, under a virtual clock. */
export async function trainCompressed(
  task: StudyTask,
  { seed, ...request }: CompressedRequest,
): Promise<CompressedRun> {
  const problem = task.problem(seed);
  const diverged = { loss: Infinity, accuracy: NaN };
  const view = Float32Array.from(problem.start);
  const first = await task.loss(problem, view);
  const simulation = new Simulation({
    ...request,
    seed,
    problem,
    ordering: "random",
    compute: GRADIENT,
    network: { latency: LATENCY },
    signatures: "trusted",
    validates: false,
  });
  try {
    await simulation.run();
  } catch (error) {
    if (!isDivergence(error)) throw error;
    return diverged;
  }
  // Whoever sees it first leaves, and says so.
  const { peers } = simulation;
  if (peers.some(({ finished }) => finished?.startsWith("diverged"))) {
    return diverged;
  }
  peers[0]!.replica.view(view);
  const loss = await task.loss(problem, view);
  if (!(loss < BEYOND * first)) return diverged;
  const evaluation = await problem.evaluate?.(view);
  return { loss, accuracy: evaluation?.metrics.accuracy ?? NaN };
}
