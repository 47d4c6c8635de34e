/**
 * Three ways to tell how a training goes: to a person at a terminal, to a file,
 * to a program. All read the stream of records that is logged, too.
 *
 * @module
 */
import { createStyle, type Output } from "../terminal/mod.ts";
import { jsonReport } from "./json_report.ts";
import { liveReport } from "./live_report.ts";
import { plainReport } from "./plain_report.ts";
import type { Report } from "./report.ts";

export { EventFilter } from "./event_filter.ts";
export { Introductions } from "./introductions.ts";
export { jsonLine, SAMPLES } from "./json_report.ts";
export { QuorumNews } from "./quorum_news.ts";
export type { Report } from "./report.ts";
export { Teller } from "./teller.ts";

/** The report that suits the output. */
export function createReport(output: Output, json: boolean): Report {
  if (json) return jsonReport(output);
  if (!output.isTerminal) return plainReport(output);
  return liveReport(output, createStyle(true));
}
