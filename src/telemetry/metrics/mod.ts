/**
 * What can be measured of a peer, once: Prometheus, OpenTelemetry and TensorBoard
 * all take names, units and values from this table.
 *
 * @module
 */
import { EVENT_INSTRUMENTS } from "./event_instruments.ts";
import { FIGURE_INSTRUMENTS } from "./figure_instruments.ts";
import type { Instrument } from "./instrument.ts";
import { MEMBER_INSTRUMENTS } from "./member_instruments.ts";

export type {
  Distribution,
  HistogramInstrument,
  Instrument,
  Labels,
  NumberInstrument,
  Point,
  Quantiles,
  SummaryInstrument,
} from "./instrument.ts";
export { Latest } from "./latest.ts";
export { pointsOf } from "./instrument.ts";
export { type LabelledMembers, MOST_MEMBERS } from "./label_members.ts";
export {
  type Source,
  type SourceName,
  sourceOf,
  type Sources,
} from "./sources.ts";

/** All instruments, in the order in which they are listed. */
export const INSTRUMENTS: readonly Instrument[] = [
  ...EVENT_INSTRUMENTS,
  ...FIGURE_INSTRUMENTS,
  ...MEMBER_INSTRUMENTS,
];
