import type { SourceName, Sources } from "./sources.ts";

/** What tells apart the series of one instrument. */
export type Labels = Readonly<Record<string, string>>;

/** One value of an instrument. */
export interface Point {
  /** The value; one that is not finite says nothing and is left out. */
  value: number | undefined;
  /** Which of the instrument's series it belongs to. */
  labels?: Labels;
}

/** How often something was how large, since the beginning. */
export interface Distribution {
  /** Upper bounds of the buckets, inclusive, ascending; the last bucket, without one, is left out. */
  bounds: number[];
  /** How often, in each bucket; one more than there are bounds. */
  counts: number[];
  /** Sum of all that was counted. */
  sum: number;
}

/** Quantiles of what was lately measured. */
export interface Quantiles {
  /** Which of the instrument's series it belongs to. */
  labels: Labels;
  /** Pairs of a part between 0 and 1, and the value that so large a part does not exceed. */
  values: [part: number, value: number][];
  /** How often there was something to measure. */
  count: number;
}

interface Named<From extends SourceName> {
  /** What of the stream it reads. */
  from: From;
  /** Name as OpenTelemetry has them: `drover.network.io`. */
  name: string;
  /**
   * The unit in UCUM, as OpenTelemetry writes them: `s`, `By`, `1` for a part of a
   * whole, `{update}` for what is counted, empty for what has none.
   */
  unit: string;
  /** What it says, in a line. */
  help: string;
}

/** A number that goes up only, or up and down. */
export interface NumberInstrument<From extends SourceName = SourceName>
  extends Named<From> {
  /** `counter`: goes up, and begins at 0 with the process. */
  kind: "counter" | "gauge";
  /** Takes its values from what the stream has told. */
  read(source: Sources[From]): number | undefined | Point[];
}

/** A distribution that is counted. */
export interface HistogramInstrument<From extends SourceName = SourceName>
  extends Named<From> {
  /** Names the kind. */
  kind: "histogram";
  /** Takes it from what the stream has told; undefined where it has not yet. */
  read(source: Sources[From]): Distribution | undefined;
}

/** Distributions of which some quantiles are known. */
export interface SummaryInstrument<From extends SourceName = SourceName>
  extends Named<From> {
  /** Names the kind. */
  kind: "summary";
  /** Takes them from what the stream has told. */
  read(source: Sources[From]): Quantiles[];
}

/** Something that is measured, under one name everywhere. */
export type Instrument<From extends SourceName = SourceName> =
  | NumberInstrument<From>
  | HistogramInstrument<From>
  | SummaryInstrument<From>;

/** The values of a counter or gauge that say something. */
export function pointsOf<From extends SourceName>(
  instrument: NumberInstrument<From>,
  source: Sources[From],
): { value: number; labels: Labels }[] {
  const reading = instrument.read(source);
  const points = Array.isArray(reading) ? reading : [{ value: reading }];
  return points.flatMap(({ value, labels = {} }: Point) =>
    typeof value === "number" && Number.isFinite(value)
      ? [{ value, labels }]
      : []
  );
}
