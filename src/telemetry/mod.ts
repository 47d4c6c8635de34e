/**
 * What a run tells of itself: one stream of records, read alike by people, logs,
 * dashboards, programs and tests.
 *
 * @module
 */
export type { NodeEvent } from "./events.ts";
export { LogError } from "./errors.ts";
export { readLog, type ReadLogOptions } from "./log/read_log.ts";
export type { DiskFigures, NodeFigures, Summary } from "./figures.ts";
export {
  type ErrorRecord,
  type FaultRecord,
  type LogRecord,
  type MemberRow,
  type MembersRecord,
  type ProgressRecord,
  RECORD_VERSION,
  type RecordFields,
  type TelemetryRecord,
  type TelemetrySink,
} from "./records.ts";
export type { Tone } from "./words/tone.ts";
