import type { NodeEvent, NodeFigures, Summary } from "../../telemetry/mod.ts";

/** A line of `drover train --json`. */
export type TrainLine =
  & { time: number }
  & (
    | NodeEvent
    | ({ type: "progress" } & NodeFigures)
    | ({ type: "summary" } & Summary)
    | { type: "error"; message: string }
  );

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
