import { randomBound } from "../../ordering/mod.ts";
import type {
  HerdingOptions,
  HerdingRow,
} from "../../simulation/herding/mod.ts";
import { percent } from "../../telemetry/words/format.ts";
import { table } from "../terminal/mod.ts";

/** A way of ordering beside what is expected of it. */
export interface HerdingSummary extends HerdingRow {
  /** What is expected; null where nothing is known. */
  reference: number | null;
  /** bound / reference. */
  ratio: number | null;
  /** The least and the largest bound of the epochs judged. */
  range: readonly [number, number];
}

/** What the references were obtained with. */
const REFERENCE = { dimension: 16, units: 1_000_000, epochs: 15 } as const;

/** Bounds by method and workers, of a simulation apart from this one. */
const BOUNDS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  "cd-grab": { 5: 2.7, 10: 2.5, 16: 2.1, 20: 2.4, 50: 2.4, 100: 2.4 },
  "independent": { 5: 6.1, 10: 8.3, 20: 11.8, 50: 16.8, 100: 24 },
  "stale by 2": { 16: 5.5 },
  "stale by 4": { 16: 9.1 },
  "stale by 8": { 16: 15.6 },
  "stale by 32": { 16: 52 },
  "late, folded": { 16: 8.5 },
  "late, not folded": { 16: 48 },
};

/** Whose bound is that of chance. */
const RANDOM = "random";

/** Puts a row beside what is expected of it. */
export function herdingSummary(
  row: HerdingRow,
  { dimension, units, epochs }: HerdingOptions,
): HerdingSummary {
  const { method, workers, bound, judged } = row;
  const isKnown = dimension === REFERENCE.dimension &&
    epochs >= REFERENCE.epochs && units === REFERENCE.units;
  const reference = method === RANDOM
    // Each coordinate of a unit vector has the variance 1 / d.
    ? randomBound(
      Array(dimension).fill(Math.sqrt(workers * row.units / dimension)),
    )
    : isKnown
    ? BOUNDS[method]?.[workers] ?? null
    : null;
  return {
    ...row,
    reference,
    ratio: reference === null ? null : bound / reference,
    range: [Math.min(...judged), Math.max(...judged)],
  };
}

/** The rows as lines of text. */
export function herdingTable(rows: readonly HerdingSummary[]): string[] {
  const columns = [
    "workers",
    "units each",
    "bound",
    "range",
    "expected",
    "differs by",
  ];
  return table(
    [
      { title: "" },
      ...columns.map((title) => ({ title, align: "right" as const })),
    ],
    rows.map(({ method, workers, units, bound, range, reference, ratio }) => [
      method,
      `${workers}`,
      `${units}`,
      figure(bound),
      range.map(figure).join(" - "),
      reference === null ? "-" : figure(reference),
      ratio === null
        ? ""
        : `${ratio < 1 ? "-" : "+"}${percent(Math.abs(ratio - 1))}`,
    ]),
  );
}

function figure(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}
