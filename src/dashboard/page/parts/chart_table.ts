/// <reference lib="dom" />
import type uPlot from "uplot";
import { element, setText } from "./element.ts";
import type { TimeChartOptions } from "./chart_options.ts";
import { clock } from "./format.ts";

/** Moments in the table. */
const ROWS = 11;

/** How long after a change it is brought up to date, ms: nobody reads a table many times a second. */
const LATER_MS = 2000;

/** A chart as a table of some of its moments, for those who do not see it. */
export class ChartTable {
  /** What it draws in: out of sight. */
  readonly root: HTMLElement;
  readonly #format: TimeChartOptions["format"];
  readonly #rows: HTMLTableRowElement[];
  #columns: uPlot.AlignedData = [[]];
  #window = { from: 0, to: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Makes an empty table. */
  constructor({ label, lines, format }: TimeChartOptions) {
    this.#format = format;
    const cells = () => lines.map(() => element("td"));
    this.#rows = Array.from(
      { length: ROWS },
      () =>
        element(
          "tr",
          { hidden: true },
          element("th", { scope: "row" }),
          ...cells(),
        ),
    );
    const head = ["time", ...lines.map(({ label }) => label)];
    this.root = element(
      "div",
      { class: "aloud" },
      element(
        "table",
        { "aria-label": label },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...head.map((name) => element("th", { scope: "col" }, name)),
          ),
        ),
        element("tbody", {}, ...this.#rows),
      ),
    );
  }

  /** What the chart shows now, of a part of the time, seconds; the table follows. */
  follow(
    columns: uPlot.AlignedData,
    window: { from: number; to: number },
  ): void {
    this.#columns = columns;
    this.#window = window;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, LATER_MS);
  }

  #draw(): void {
    const { from, to } = this.#window;
    const moments = momentsOf(this.#columns[0], from, to, ROWS);
    this.#rows.forEach((row, i) => {
      const at = moments[i];
      row.hidden = at === undefined;
      if (at === undefined) return;
      [...row.children].forEach((cell, column) => {
        const value = lastOf(this.#columns[column]!, at);
        setText(cell, column === 0 ? clock(value) : this.#format(value));
      });
    });
  }
}

/**
 * Which of ascending times to tell of, from one to another and at most so many: the first, the
 * last, and others between them, evenly.
 *
 * @returns Their places
 */
export function momentsOf(
  times: ArrayLike<number>,
  from: number,
  to: number,
  most: number,
): number[] {
  let first = 0;
  let last = times.length - 1;
  while (first <= last && times[first]! < from) first++;
  while (first <= last && times[last]! > to) last--;
  const length = Math.min(most, last - first + 1);
  const apart = (last - first) / Math.max(1, length - 1);
  return Array.from({ length }, (_, i) => first + Math.round(i * apart));
}

/** The value at a place, or the last one before it: lines have points of their own. */
function lastOf(
  column: ArrayLike<number | null | undefined>,
  at: number,
): number | null {
  for (let i = at; i >= 0; i--) {
    const value = column[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
