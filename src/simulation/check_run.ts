import type { Expectation, Run } from "./run.ts";

/** An expectation held against a run. */
export interface Check {
  /** What is expected, in words. */
  readonly name: string;
  /** Whether it is so; undefined where it could not be looked at. */
  readonly passed: boolean | undefined;
  /** What is wrong, or why it could not be looked at. */
  readonly problem?: string;
}

/** A run, and what its scenario expects of it. */
export interface CheckedRun {
  /** What happened. */
  readonly run: Run;
  /** Each expectation, and last the invariants that every run is held against. */
  readonly checks: readonly Check[];
  /** Whether nothing is wrong. */
  readonly passed: boolean;
}

/** Holds a run against what is expected of it. */
export function checkRun(
  run: Run,
  expectations: readonly Expectation[],
): CheckedRun {
  const checks = [
    ...expectations.map((expectation) => check(run, expectation)),
    invariants(run),
  ];
  const passed = checks.every(({ passed }) => passed !== false);
  return { run, checks, passed };
}

function check(run: Run, expectation: Expectation): Check {
  const { name } = expectation;
  if (expectation.simulatedOnly && !run.simulated) {
    const problem = "only a simulation can measure it";
    return { name, passed: undefined, problem };
  }
  try {
    const problem = expectation.check(run);
    return problem === undefined
      ? { name, passed: true }
      : { name, passed: false, problem: String(problem) };
  } catch (error) {
    const problem = `the expectation itself failed: ${
      error instanceof Error ? error.message : error
    }`;
    return { name, passed: false, problem };
  }
}

function invariants({ broken, simulated }: Run): Check {
  const name = simulated ? "invariants" : "no process fails";
  if (broken.length === 0) return { name, passed: true };
  return { name, passed: false, problem: broken.join("; ") };
}
