import type { TelemetryRecord } from "../records.ts";
import { withoutUsual } from "./usual_rows.ts";

/** What every line with a `log` record begins with: how a log is told from other files. */
export const LOG_MARK = '{"type":"log",';

/**
 * A record as a line of JSON, `type` and `time` first. A number that is not finite
 * becomes `null`, as JSON has no other word for it; what is usual of a member is left out.
 */
export function recordLine(record: TelemetryRecord): string {
  const { type, time } = record;
  const line = { type, time, ...withoutUsual(record) };
  return `${JSON.stringify(line)}\n`;
}
