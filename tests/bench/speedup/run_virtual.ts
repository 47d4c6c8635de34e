import { ROOT } from "../../swarm/processes.ts";
import { constant } from "../../../src/simulation/delays/mod.ts";
import { Simulation } from "../../../src/simulation/mod.ts";
import { taskProblem } from "../../../src/simulation/problems/mod.ts";
import type { Point } from "./curve.ts";
import { noiseScale } from "./noise_scale.ts";
import type { Swarm } from "./run_swarm.ts";
import { tell } from "./setting.ts";

/** Evaluations an epoch. */
const LOOKS = 2;

/** What came of a run in virtual time. */
export interface VirtualRun {
  points: Point[];
  /** The noise scale at each evaluation, in units; where it was asked for. */
  noise: number[];
}

/**
 * Trains the very same in virtual time, where a gradient takes as long as it is said
 * to and messages 0.5 to 1.5 ms, on whatever machine.
 *
 * @param measuresNoise whether to compute all gradients at every evaluation
 */
export async function runVirtual(
  { peers, rate, seed, slow, quorum, pace }: Swarm,
  goal: number,
  measuresNoise = false,
): Promise<VirtualRun> {
  tell({ rate, seed });
  const problem = await taskProblem(`${ROOT}tests/bench/speedup/task.ts`);
  const { optimizer, epochs, variant, k } = problem.info;
  const waitsForAll = quorum.includes("all");
  const simulation = new Simulation({
    seed,
    peers,
    problem,
    variant: waitsForAll ? "k-sync" : variant ?? "auto",
    k: waitsForAll ? "all" : k ?? "auto",
    ordering: "cd-grab",
    optimizer,
    epochs,
    compute: (peer) =>
      constant(peers > 1 && peer === peers - 1 ? pace * slow : pace),
    signatures: "trusted",
    validates: false,
  });
  const [watched] = simulation.peers;
  const view = new Float32Array(problem.start.length);
  const slice = problem.units * pace / (peers - 1 + 1 / slow) / LOOKS;
  const points: Point[] = [], noise: number[] = [];
  try {
    while ((points.at(-1)?.accuracy ?? 0) < goal) {
      await simulation.run({ ms: slice });
      watched!.replica.view(view);
      const { progress } = watched!.peer.figures();
      const { metrics } = await problem.evaluate!(view);
      const seconds = simulation.now / 1000;
      points.push({ seconds, epochs: progress, accuracy: metrics.accuracy! });
      if (measuresNoise) noise.push(await noiseScale(problem, view));
      if (progress >= epochs) break;
    }
    return { points, noise };
  } finally {
    problem.close();
  }
}
