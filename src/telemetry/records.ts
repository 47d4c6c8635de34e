import type { MemberFigures } from "../peer/mod.ts";
import type { NodeEvent } from "./events.ts";
import type { NodeFigures, Summary } from "./figures.ts";
import type { Tone } from "./words/tone.ts";

/** Version of the records; a reader refuses what is newer, and skips types that it does not know. */
export const RECORD_VERSION = 1;

/** A member of the swarm as a peer's surroundings know it. */
export interface MemberRow extends MemberFigures {
  /** What it calls itself; the beginning of its key where it has not said. */
  name: string;
  /** Where it is, `192.0.2.7:4001` for example; absent where there is no connection, or in a simulation. */
  address?: string;
  /** Bytes sent over the present connection with it, encryption and framing included; absent where there is none. */
  bytesSent?: number;
  /** Bytes received over it; absent where there is none. */
  bytesReceived?: number;
  /** Bytes of messages that were sent to it and that it has not read yet; absent where there is no connection. */
  waitingBytes?: number;
}

/** The first record of a log: what follows, and when it began. */
export interface LogRecord {
  /** Names the record. */
  type: "log";
  /** {@linkcode RECORD_VERSION} of who wrote it. */
  version: number;
  /** Drover's version. */
  drover: string;
  /** Instant of time 0, ISO 8601. */
  startedAt: string;
  /** Whether time is virtual. */
  simulated: boolean;
  /** What is recorded, such as `churn, seed 7`; absent where `ready` says it all. */
  about?: string;
}

/** The figures of the moment, about once a second. */
export type ProgressRecord = { type: "progress" } & NodeFigures;

/** Everybody whom the peer knows, about once a second; in larger swarms less often: about 16 rows a second. */
export interface MembersRecord {
  /** Names the record. */
  type: "members";
  /** All whom it knows, itself included. */
  members: MemberRow[];
}

/** What befalls a swarm in a scenario, in words. */
export interface FaultRecord {
  /** Names the record. */
  type: "fault";
  /** What it is. */
  text: string;
}

/** Why a peer failed. */
export interface ErrorRecord {
  /** Names the record. */
  type: "error";
  /** What was wrong. */
  message: string;
}

/** What a record says, whenever and whoever says it. */
export type RecordFields =
  | NodeEvent
  | LogRecord
  | ProgressRecord
  | MembersRecord
  | FaultRecord
  | ErrorRecord
  | ({ type: "summary" } & Summary);

/**
 * One line of a log, of `--json` and of what the dashboard is sent: all read the
 * same stream.
 */
export type TelemetryRecord =
  & {
    /** Seconds since the recording began. */
    time: number;
    /** Public key (hex) of the peer that tells, where several are recorded together. */
    observer?: string;
    /** The record in words for people; only where it is shown. */
    words?: string;
    /** How much it matters to a person; with `words`. */
    tone?: Tone;
  }
  & RecordFields;

/** Takes records as they come: a file, a page, a program. */
export interface TelemetrySink {
  /** How often it wants `progress`, ms; default 1000. */
  readonly everyMs?: number;
  /** Takes one record, which others get as well: it is not to be changed. Returns quickly and does not throw. */
  write(record: TelemetryRecord): void;
  /** Writes what is still to be written, and frees everything. */
  close?(): Promise<void>;
}
