import { Random } from "../random/mod.ts";
import { checkFaults } from "./check_faults.ts";
import type { Fault } from "./fault.ts";
import { type Scenario, ScenarioError } from "./scenario.ts";

/**
 * What befalls a scenario's swarm with this seed, in order of time.
 *
 * @throws {ScenarioError} If a function of the scenario draws what cannot be
 */
export function drawFaults(scenario: Scenario, seed: number): Fault[] {
  const { faults = [], peers } = scenario;
  const drawn = typeof faults === "function"
    ? faults(new Random("faults", seed))
    : faults;
  checkFaults(drawn, peers, (problem) => {
    throw new ScenarioError(`Cannot run with seed ${seed}: ${problem}`);
  });
  return [...drawn].sort((a, b) => a.at - b.at);
}
