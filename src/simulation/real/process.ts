import type { TelemetryRecord } from "../../telemetry/mod.ts";

/** A line of `drover train --json`. */
export type PeerLine = TelemetryRecord;

/** Signals that faults are made of. */
export type PeerSignal =
  | "SIGINT"
  | "SIGTERM"
  | "SIGKILL"
  | "SIGSTOP"
  | "SIGCONT";

/** How a process has ended. */
export interface PeerEnding {
  /** Exit code. */
  code: number;
  /** The signal that ended it, where one did. */
  signal: string | null;
  /** The last lines on stderr. */
  stderr: string[];
}

/** A process of `drover train --json`. */
export interface PeerProcess {
  /** Settles when it has ended and everything it said was taken in. */
  readonly ended: Promise<PeerEnding>;
  /** Sends a signal; one that has ended is left in peace. */
  kill(signal: PeerSignal): void;
}

/**
 * Starts a process of `drover train --json`.
 *
 * @param name its name in the swarm
 * @param args what follows `train`
 * @param onLine called with each line it says
 */
export type StartProcess = (
  name: string,
  args: readonly string[],
  onLine: (line: PeerLine) => void,
) => PeerProcess;
