import type { Summary } from "../node/types.ts";
import { count, duration, shortHash, validation } from "./format.ts";

/** The last words of a training, a line each. */
export function describeSummary(
  summary: Summary,
): string[] {
  const lines = [`Training ended: ${summary.reason}`];
  if (summary.final !== undefined) {
    lines.push(`  final model  ${validation(summary.final)}`);
  }
  lines.push(
    `  training     ${duration(summary.seconds)}, ${
      count(summary.updates, "update")
    }, ${summary.published} of them by ${summary.name}`,
    `  parameters   ${
      shortHash(summary.hash)
    } (the same for every peer that ended with these updates)`,
  );
  if (summary.saved.length > 0) {
    lines.push(`  saved        ${summary.saved.join(", ")}`);
  }
  return lines;
}
