import type { NodeEvent, NodeFigures, Summary } from "../../telemetry/mod.ts";

/** Tells a person, a file or a program how a training goes. Times are seconds since the command began. */
export interface Report {
  /** How often `progress` wants to be called, in ms. */
  readonly everyMs: number;
  /** Something happened. */
  event(event: NodeEvent, seconds: number): void;
  /** The figures of the moment. */
  progress(figures: NodeFigures, seconds: number): void;
  /** Training has ended. */
  end(summary: Summary, seconds: number): void;
  /** Gives the terminal back; may be called at any time and more than once. */
  close(): void;
}
