import { momentum } from "../../src/optimizers/mod.ts";
import type { Random } from "../../src/random/mod.ts";
import {
  type Delay,
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import { Logbook } from "./logbook.ts";
import { leastSquares } from "./problem.ts";

/** How a swarm of these tests is made: what they leave out is the same for all. */
export type SwarmOptions =
  & Partial<SimulationOptions>
  & Pick<SimulationOptions, "peers" | "variant" | "k">
  & {
    /** Units in the data; default 64. */
    readonly units?: number;
  };

/** A virtual swarm on the least-squares problem, with a log of what its peers do. */
export function swarmOf(options: SwarmOptions): Simulation {
  const { units = 64, ...rest } = options;
  return new Simulation({
    seed: 1,
    epochs: 4,
    problem: leastSquares(units),
    optimizer: momentum({ learningRate: 0.1, momentum: 0.5 }),
    signatures: "trusted",
    observers: [new Logbook()],
    ...rest,
  });
}

/** A duration that a function draws. */
export function drawn(sample: (random: Random) => number): Delay {
  return { name: "drawn", mean: NaN, sample };
}
