import type { Summary } from "../telemetry/mod.ts";
import {
  bytes,
  count,
  duration,
  shortHash,
  validation,
} from "../telemetry/words/format.ts";

/** The last words of a training, a line each. */
export function describeSummary(summary: Summary): string[] {
  const { reason, final, seconds, updates, published, saved } = summary;
  const { bytesSent, codec } = summary;
  const hash = shortHash(summary.parametersHash);
  const isAlone = published === updates;
  const lines = [
    `Training ended: ${reason}`,
    `  training    ${duration(seconds)}, ${count(updates, "update")}${
      isAlone ? "" : `, ${published} of them by this peer`
    }`,
    ...(isAlone
      ? []
      : [`  sent        ${bytes(bytesSent)}, updates as ${codec}`]),
    `  parameters  ${hash}${
      isAlone ? "" : " (the same for all who have these updates)"
    }`,
  ];
  if (final !== undefined) lines.push(`  validation  ${validation(final)}`);
  if (saved.length > 0) lines.push(`  saved       ${saved.join(", ")}`);
  return lines;
}
