import type { TelemetrySink } from "../telemetry/mod.ts";
import type { Run, RunEvent } from "./run.ts";

/**
 * Hears of what happens in a run.
 *
 * @param numberOf the number of the peer with a public key, in hex, as events name it
 */
export type RunListener = (
  event: RunEvent,
  numberOf: (publicKey: string) => number | undefined,
) => void;

/** A scenario made ready, to be run with one seed after another. */
export interface Stage {
  /** What is trained, and how, in words. */
  readonly title: string;
  /** What is left out here, in words. */
  readonly notices: readonly string[];
  /**
   * Runs it once, from a seed.
   *
   * @param sinks Get the records of the run, and are closed after it
   */
  run(
    seed: number,
    onEvent?: RunListener,
    sinks?: readonly TelemetrySink[],
  ): Promise<Run>;
  /** Breaks off the present run. */
  stop(): void;
  /** Frees what it holds. */
  close(): void;
}
