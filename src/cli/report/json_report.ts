import type { TelemetryRecord } from "../../telemetry/mod.ts";
import type { Output } from "../terminal/mod.ts";
import type { Report } from "./report.ts";

/** What comes again and again: of no use to a reader who is far behind, and more than memory holds of one who has stopped. */
export const SAMPLES: ReadonlySet<string> = new Set<TelemetryRecord["type"]>([
  "progress",
  "members",
  "published",
  "fetching",
  "catch-up",
]);

/** A line of `--json`: an object with a `type`, and a time in seconds. */
export function jsonLine(
  type: string,
  seconds: number,
  fields: object,
): string {
  const time = Math.round(seconds * 1000) / 1000;
  // Type and time come first, whatever the fields.
  const line = Object.assign({ type, time }, fields, { type, time });
  return `${JSON.stringify(line)}\n`;
}

/** For programs: one JSON object a line, the last one the summary. */
export function jsonReport(output: Output): Report {
  return {
    write(record) {
      const { type, time } = record;
      // Whoever ends the command tells why it failed, in the last line.
      if (type === "error") return;
      if (output.isBehind && SAMPLES.has(type)) return;
      output.write(jsonLine(type, time, record));
    },
    close: () => Promise.resolve(),
  };
}
