import { describeViolation } from "../invariants/mod.ts";
import type { Failure } from "./fuzz.ts";

/** A failure for people: what broke, how to see it again, and the least that breaks it. */
export function describeFailure(
  { seed, violation, replay, shrunk }: Failure,
): string {
  const { faults, ...rest } = shrunk.case;
  const smallest = shrunk.played.violation;
  return [
    `Seed ${seed} breaks an invariant`,
    describeViolation(violation),
    `replay: ${replay}`,
    `the smallest case found in ${shrunk.tries} tries${
      smallest === undefined ? "" : ` (${describeViolation(smallest)})`
    }:`,
    `  ${JSON.stringify(rest)}`,
    faults.length === 0 ? "  no faults" : "  faults:",
    ...faults.map((fault) => `    ${JSON.stringify(fault)}`),
    `  deno task fuzz --case '${JSON.stringify(shrunk.case)}'`,
  ].join("\n  ");
}
