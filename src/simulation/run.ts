import type { PeerEvent } from "../peer/mod.ts";
import type { Fault } from "./fault.ts";

/** How a peer ended. */
export type Outcome = "finished" | "left" | "crashed" | "running";

/** What one peer did, as far as one can know it from outside. */
export interface PeerRecord {
  /** Its number, in order of appearance, from 0. */
  readonly index: number;
  /** Its public key, hex, as events name it. */
  readonly publicKey?: string;
  /** How it ended; `running` where the run was over first. */
  readonly outcome: Outcome;
  /** Why it finished or left, in its own words. */
  readonly reason?: string;
  /** When it finished, ms since the start. */
  readonly finishedAt?: number;
  /** Hex SHA-256 of clock and model at the end; of those that were not killed. */
  readonly hash?: string;
  /** Entries folded, by feed, at the end. */
  readonly clock?: ReadonlyMap<string, number>;
  /** The feeds it published, one for each incarnation, with their lengths. */
  readonly published: ReadonlyMap<string, number>;
  /** Whether everyone who ends normally should end with this peer's model: not where it crashed, left, or came back while others were ending. */
  readonly agrees: boolean;
  /** The model it ended with on the whole objective, where the task has one. */
  readonly loss?: number;
  /** Further figures of that model, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Gradients it finished, and cancelled. */
  readonly gradients: number;
  /** Gradients that a quorum made needless. */
  readonly cancelled: number;
  /** Bytes it sent, duplicates and relayed copies included. */
  readonly bytesSent: number;
}

/** Something that happened, with its time in ms since the start. */
export type RunEvent =
  & { readonly at: number }
  & (
    | { readonly peer: number; readonly event: PeerEvent }
    | { readonly fault: Fault }
  );

/** Elastic consistency over a run: distances in full steps. */
export interface ElasticBound {
  /** The bound; Infinity where there was none. */
  readonly bound: number;
  /** The most that was held against it when a gradient began. */
  readonly most: number;
  /** The largest certificate of a view. */
  readonly mostCertified: number;
  /** Certificates that the peers held against the truth. */
  readonly audits: number;
  /** How many of those were too small. */
  readonly failures: number;
}

/** A run of a scenario, simulated or on real processes: what expectations look at. */
export interface Run {
  /** The scenario's name. */
  readonly scenario: string;
  /** False where it ran on real processes. */
  readonly simulated: boolean;
  /** What decided all chance. */
  readonly seed: number;
  /** How long it took, ms: virtual time where it was simulated. */
  readonly ms: number;
  /** Everyone who ever took part. */
  readonly peers: readonly PeerRecord[];
  /** What happened, in order. */
  readonly events: readonly RunEvent[];
  /** Hex SHA-256 of the whole trace; of simulated runs. */
  readonly trace?: string;
  /** Updates published by anybody that a published gradient had not seen, in the mean and at most; of simulated runs. */
  readonly staleness?: { readonly mean: number; readonly most: number };
  /** What gradients were known to lack when they began; of simulated runs. */
  readonly elastic?: ElasticBound;
  /** Invariants that were broken while it ran, in words; empty where all held. */
  readonly broken: readonly string[];
}

/** A predicate over a run. */
export interface Expectation {
  /** What is expected, in words. */
  readonly name: string;
  /** It looks at what only a simulation can measure, and is left out with real processes. */
  readonly simulatedOnly?: boolean;
  /** What is wrong, in words; undefined where nothing is. */
  check(run: Run): string | undefined;
}
