import type { TelemetryRecord } from "../../telemetry/mod.ts";

/** A line of `drover train --json`. */
export type TrainLine = TelemetryRecord;

/** Reads a line of `drover train --json`; undefined where it is anything else, such as a message that a task's code printed. */
export function readLine(text: string): TrainLine | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const line = JSON.parse(text);
    return typeof line?.type === "string" ? line : undefined;
  } catch {
    return undefined;
  }
}
