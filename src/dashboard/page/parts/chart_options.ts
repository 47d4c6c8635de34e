import type { Ink } from "./palette.ts";

/** A line of a chart. */
export interface Line {
  /** What it is. */
  label: string;
  /** Its colour. */
  ink: Ink;
  /** Its dashes, so that colour is not all that tells lines apart. */
  dash?: number[];
  /** Width, CSS pixels. */
  width?: number;
  /** Goes in steps: a setting rather than a measurement. */
  isStepped?: boolean;
  /** Shows the points: values that are few. */
  hasPoints?: boolean;
  /** Fills what is under it. */
  isFilled?: boolean;
}

/** What a chart is like. */
export interface TimeChartOptions {
  /** Tests find it by this name. */
  name: string;
  /** What it shows, for those who do not see it. */
  label: string;
  /** Its lines. */
  lines: Line[];
  /** A value in words. */
  format: (value: number | null | undefined) => string;
  /** The range of the values; all of them, with some room, unless told otherwise. */
  range?: (least: number, most: number) => [number, number];
  /** Whether the axis goes by powers of ten where values span more than one of them. */
  mayBeLogarithmic?: boolean;
  /** Whether values are counts, of which the axis names no halves. */
  isCount?: boolean;
  /** A value on the axis in words; like others unless told otherwise. */
  axisFormat?: (value: number) => string;
  /** The least height, CSS pixels; more where the panel has room. */
  height?: number;
}
