import type { TelemetrySink } from "../telemetry/mod.ts";
import { type CheckedRun, checkRun } from "./check_run.ts";
import type { Scenario } from "./scenario.ts";

/** How {@linkcode simulate} runs a scenario. */
export interface SimulateOptions {
  /** What decides all chance; default 1. */
  readonly seed?: number;
  /** Folder that a task file's path is relative to; default: the current one. */
  readonly folder?: string;
  /** Get the records of the run in virtual time, and are closed after it; of more than 8 peers, some tell. */
  readonly sinks?: readonly TelemetrySink[];
}

/**
 * Runs a scenario once in virtual time, and holds the run against what the
 * scenario expects. The engine is loaded here, not with this module.
 *
 * @throws {ScenarioError} If the scenario cannot be run
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { defineScenario } from "./define_scenario.ts";
 * import { equalHashes } from "./expectations.ts";
 * import { quadratic } from "./problems/mod.ts";
 * import { simulate } from "./simulate.ts";
 *
 * const scenario = defineScenario({
 *   peers: 8,
 *   compute: "exponential:10",
 *   task: quadratic(),
 *   synchronicity: { variant: "k-async", k: 4 },
 *   until: { epochs: 3 },
 *   expect: [equalHashes()],
 * });
 * const { passed, run } = await simulate(scenario, { seed: 7 });
 * assert(passed);
 * console.log(`${run.ms} ms, staleness ${run.staleness?.mean}`);
 * ```
 */
export async function simulate(
  scenario: Scenario,
  { seed = 1, folder = ".", sinks = [] }: SimulateOptions = {},
): Promise<CheckedRun> {
  const { openSimulation } = await import("./simulation_stage.ts");
  const stage = await openSimulation(scenario, folder);
  try {
    return checkRun(await stage.run(seed, undefined, sinks), scenario.expect);
  } finally {
    stage.close();
  }
}
