import type { OptimizerSpec } from "../../optimizers/mod.ts";
import { isDivergence } from "../../peer/mod.ts";
import type { QuorumRule, Variant } from "../../synchronicity/mod.ts";
import { constant } from "../delays/mod.ts";
import { Simulation } from "../simulation.ts";
import type { StudyTask } from "../study/mod.ts";
import { lawOf } from "./law.ts";

/** One run, in plain JSON. */
export interface ClockRequest {
  /** The law of delays. */
  readonly law: string;
  /** Which corner of the four, or `auto`. */
  readonly variant: Variant;
  /** How many to wait for. */
  readonly k: QuorumRule;
  /** Turns gradients into steps. */
  readonly optimizer: OptimizerSpec;
  /** Epochs that a decaying rate is planned for; default: far more than there will be. */
  readonly epochs?: number;
  /** Peers, P. */
  readonly peers: number;
  /** The time that contenders are compared at, virtual ms. */
  readonly horizon: number;
  /** Stretches of equal length up to there; the loss is looked at after each. */
  readonly stretches: number;
  /** Stretches that the run goes on beyond. */
  readonly beyond: number;
  /** Decides all chance, and the composition of units. */
  readonly seed: number;
}

/** How a run went, at the beginning and after each stretch of time. */
export interface ClockRun {
  /** The training loss of one peer's model; Infinity from where it has diverged. */
  readonly losses: number[];
  /** The quorum in force, in the mean over peers. */
  readonly ks: number[];
  /** Passes over the data at the horizon, all peers together. */
  readonly progress: number;
}

/** A loss so many times that of x_0 has diverged. */
const BEYOND = 100;

/** One way, ms: small beside gradients of a second. */
const LATENCY = constant(1);

/** More than any run comes to. */
const ENDLESS = 1e6;

/** Trains once, with the peers that ship, under a virtual clock. */
export async function trainOnClock(
  task: StudyTask,
  request: ClockRequest,
): Promise<ClockRun> {
  const { law, horizon, stretches, beyond, seed, peers, variant, k } = request;
  const last = stretches + beyond;
  const problem = task.problem(seed);
  const estimate = task.estimate ?? task.loss;
  const { delay } = lawOf(law);
  const simulation = new Simulation({
    seed,
    peers,
    problem,
    variant,
    k,
    ordering: "random",
    epochs: request.epochs ?? ENDLESS,
    optimizer: request.optimizer,
    compute: (peer) => delay(peer, horizon),
    network: { latency: LATENCY },
    signatures: "trusted",
    validates: false,
  });
  // The last, as the first is the straggler.
  const watched = simulation.peers.at(-1)!;
  const losses: number[] = [], ks: number[] = [];
  const view = new Float32Array(problem.start.length);
  let progress = 0;
  try {
    for (let i = 0; i <= last; i++) {
      const until = horizon * i / stretches;
      await simulation.run({ ms: Math.max(0, until - simulation.now) });
      watched.replica.view(view);
      const loss = await estimate(problem, view);
      if (!(loss < BEYOND * (losses[0] ?? Infinity))) break;
      losses.push(loss);
      ks.push(meanK(simulation));
      if (i <= stretches) progress = watched.peer.figures().progress;
    }
  } catch (error) {
    if (!isDivergence(error)) throw error;
  }
  while (losses.length <= last) losses.push(Infinity);
  while (ks.length <= last) ks.push(ks.at(-1) ?? NaN);
  return { losses, ks, progress };
}

function meanK({ peers }: Simulation): number {
  const sum = peers.reduce((sum, { peer }) => sum + peer.figures().k, 0);
  return sum / peers.length;
}
