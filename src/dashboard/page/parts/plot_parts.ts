import uPlot from "uplot";
import { clock } from "./format.ts";
import { ink } from "./palette.ts";
import type { Line } from "./chart_options.ts";

/** Steps of the time axis, seconds: such as people count time in. */
export const INCREMENTS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => 60 * minutes),
  ...[1, 2, 3, 6, 12, 24, 48].map((hours) => 3600 * hours),
];

/** An instant on the axis, on which steps of `increment` seconds are told apart. */
export function instant(seconds: number, increment: number): string {
  return increment < 1 ? `${seconds.toFixed(1)}\u202fs` : clock(seconds);
}

/** Steps of an axis of counts. */
export const COUNTS = [0, 1, 2, 3, 4, 5].flatMap((power) =>
  [1, 2, 5].map((step) => step * 10 ** power)
);

/** A line as uPlot takes it. */
export function series(line: Line): uPlot.Series {
  const stroke = () => ink(line.ink);
  return {
    label: line.label,
    stroke,
    width: line.width ?? 2,
    spanGaps: true,
    ...(line.dash === undefined ? {} : { dash: line.dash }),
    ...(line.isStepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
    ...(line.isFilled
      ? { fill: () => `color-mix(in srgb, ${ink(line.ink)} 12%, transparent)` }
      : {}),
    points: {
      show: line.hasPoints ?? false,
      size: 6,
      fill: () => ink("surface"),
      stroke,
      width: 2,
    },
  };
}
