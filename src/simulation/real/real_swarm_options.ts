import type { Fault } from "../fault.ts";
import type { Run } from "../run.ts";
import type { RunListener } from "../stage.ts";
import type { PeerLine, StartProcess } from "./process.ts";
import type { Scratch } from "./scratch.ts";

/** How the processes of a run are made. */
export interface RealSwarmOptions {
  /** How many begin. */
  readonly peers: number;
  /** Milliseconds of reality for one of the scenario. */
  readonly stretch: number;
  /** What befalls them, with times as in the scenario. */
  readonly faults: readonly Fault[];
  /** When all are asked to stop, ms of the scenario. */
  readonly ms: number | undefined;
  /** Arguments of all of them after `train TASK`. */
  readonly common: readonly string[];
  /** Further arguments of one of them. */
  readonly own: (peer: number) => readonly string[];
  /** Task file and states. */
  readonly scratch: Scratch;
  /** Starts a process. */
  readonly start: StartProcess;
  /** Hears of what happens. */
  readonly onEvent: RunListener;
  /** Hears each line that a process says. */
  readonly onLine: (peer: number, line: PeerLine) => void;
}

/** What a run on real processes came to. */
export type RealOutcome = Pick<Run, "ms" | "peers" | "events" | "broken">;
