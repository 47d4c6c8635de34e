import type { TelemetrySink } from "../../telemetry/mod.ts";

/** Tells a person, a file or a program how a training goes. */
export interface Report extends TelemetrySink {
  /** Gives the terminal back; may be called at any time and more than once. */
  close(): Promise<void>;
}
