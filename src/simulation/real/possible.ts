import type { Fault } from "../fault.ts";
import { type Scenario, ScenarioError } from "../scenario.ts";

/** What of a scenario can happen to processes on one machine. */
export interface Possible {
  /** The faults that can. */
  readonly faults: readonly Fault[];
  /** What cannot, and is left out; in words, a line each. */
  readonly without: readonly string[];
}

/** Why a fault cannot befall a process; undefined where it can. */
function obstacle(fault: Fault): string | undefined {
  switch (fault.kind) {
    case "partition":
      return "partitions (processes of one machine share its network)";
    case "loss":
      return "lost messages (a process's connections lose nothing)";
    case "slow": {
      const { at, lasts, factor } = fault;
      if (at === 0 && lasts === undefined && factor >= 1) return undefined;
      return "peers that become slower or faster in mid-run (a process is slow for its whole life)";
    }
    case "crash":
      if (fault.silent) {
        return "crashes that break no connection (a killed process's connections break)";
      }
      if (fault.torn !== undefined) {
        return "torn disks (what a killed process has written is written)";
      }
      if (!fault.moves) return undefined;
      return "partitions (processes of one machine share its network)";
    case "freeze":
      if (!fault.deaf) return undefined;
      return "machines that nothing reaches (what is sent to a stopped process waits for it)";
    default:
      return undefined;
  }
}

/**
 * Divides what a scenario asks for into what real processes can be put through
 * and what only virtual ones can. A crash stays a crash
 * where it cannot be silent, and who cannot be deaf stands still all the same.
 *
 * @throws {ScenarioError} If nothing of what the scenario is about would be left
 */
export function possibleFaults(
  { network, clocks, compute }: Scenario,
  drawn: readonly Fault[],
): Possible {
  const obstacles = new Set<string>();
  const faults = drawn.filter((fault) => {
    const why = obstacle(fault);
    if (why !== undefined) obstacles.add(why);
    return why === undefined || fault.kind === "crash" ||
      fault.kind === "freeze";
  });
  if (network !== undefined && Object.keys(network).length > 0) {
    obstacles.add("its links (the loopback interface is what it is)");
  }
  if (Object.values(clocks ?? {}).some((skew) => skew !== 0)) {
    obstacles.add("clock skew (processes share the machine's clock)");
  }
  const without = [...obstacles];
  if (without.length > 0 && faults.length === 0) {
    throw new ScenarioError(
      `Cannot run this with --real, as nothing would be left of what the scenario is about. Without: ${
        without.join("; ")
      }`,
    );
  }
  if (compute !== undefined && typeof compute !== "number") {
    without.push(
      "chance in compute times (a gradient takes the mean, or as long as it takes)",
    );
  }
  return { faults, without };
}
