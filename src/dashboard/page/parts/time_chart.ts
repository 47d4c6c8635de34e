/// <reference lib="dom" />
import uPlot from "uplot";
import type { TimeChartOptions } from "./chart_options.ts";
import { ChartTable } from "./chart_table.ts";
import { DecadeScale, roomy } from "./decade_scale.ts";
import { clock } from "./format.ts";
import { veil } from "./later.ts";
import { Legend } from "./legend.ts";
import { type Mark, Marks } from "./marks.ts";
import { ink, onRepaint } from "./palette.ts";
import { COUNTS, INCREMENTS, instant, series } from "./plot_parts.ts";
import type { Controls, Shown } from "./view.ts";

/** Values of a line at the chart's times; what is not known is NaN. */
export type Values = ArrayLike<number>;

/** What a chart shows. */
export interface Content {
  /** Times, seconds, ascending. */
  times: Values;
  /** Values of each line at these times. */
  values: readonly Values[];
  /** What happened meanwhile. */
  marks?: readonly Mark[];
}

/** Lines over time, one cursor for all charts, a click goes to the moment. */
export class TimeChart {
  /** What it draws in. */
  readonly root: HTMLElement;
  /** Things that happened, marked at the upper edge. */
  readonly marks: Marks;
  readonly #legend: Legend;
  readonly #table: ChartTable;
  readonly #plot: uPlot;
  readonly #options: TimeChartOptions;
  readonly #decades = new DecadeScale();
  #shown: Shown | undefined;
  #version = -1;
  #height: number;

  /** Makes an empty chart. */
  constructor(options: TimeChartOptions, controls: Controls) {
    this.#options = options;
    this.#height = options.height ?? 190;
    this.#legend = new Legend(options.lines);
    this.root = document.createElement("div");
    this.root.className = "chart";
    this.root.dataset.chart = options.name;
    this.root.style.minHeight = `${this.#height + Legend.HEIGHT}px`;
    this.root.setAttribute("role", "figure");
    this.root.setAttribute("aria-label", options.label);
    this.#table = new ChartTable(options);
    this.root.append(this.#legend.root, this.#table.root);
    this.marks = new Marks(this.root);
    this.#plot = new uPlot(this.#plotOptions(), [[]], this.root);
    this.#plot.root.setAttribute("aria-hidden", "true");
    this.marks.attach(this.#plot);
    const { over } = this.#plot;
    over.prepend(veil());
    over.addEventListener("click", ({ offsetX }) => {
      controls.seek(this.#plot.posToVal(offsetX, "x"));
    });
    onRepaint(() => this.#plot.redraw(false));
    new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width === 0) return;
      this.#plot.setSize({
        width: Math.floor(width),
        height: Math.floor(height) - Legend.HEIGHT,
      });
    }).observe(this.root);
  }

  /** Points at a moment in all charts, as the pointer over this one would; at none without one. */
  point(time?: number): void {
    const { over } = this.#plot;
    const { left, top, width } = over.getBoundingClientRect();
    const x = time === undefined ? -1 : this.#plot.valToPos(time, "x");
    const type = x >= 0 && x <= width ? "mousemove" : "mouseleave";
    const place = { clientX: left + x, clientY: top + 1 };
    over.dispatchEvent(new MouseEvent(type, place));
  }

  /** Draws what `content` says, which is asked only where it may have changed. */
  draw(shown: Shown, content: () => Content): void {
    const { from, to } = shown.window;
    const { history } = shown;
    const before = this.#shown;
    this.#shown = shown;
    const isNews = before?.history !== history ||
      this.#version !== history.version ||
      before.window.from !== from || before.window.to !== to;
    if (isNews) {
      this.#version = history.version;
      const { times, values, marks = [] } = content();
      const columns = [times, ...values].map((column, i) =>
        Array.from(
          column,
          (value) => i === 0 || Number.isFinite(value) ? value : null,
        )
      ) as uPlot.AlignedData;
      this.marks.set(marks);
      this.root.dataset.points = String(times.length);
      this.#table.follow(columns, shown.window);
      this.#plot.batch(() => {
        this.#plot.setData(columns, false);
        this.#plot.setScale("x", { min: from, max: to });
      });
    }
    if (this.#plot.cursor.idx === null || this.#plot.cursor.idx === undefined) {
      this.#tell(null);
    }
  }

  /** The legend says the values under the cursor, or at the moment that is looked at. */
  #tell(index: number | null): void {
    const { data } = this.#plot;
    const time = this.#shown?.moment.time ?? Infinity;
    let at = index;
    if (at === null) {
      at = data[0].length - 1;
      while (at > 0 && data[0][at]! > time) at--;
    }
    const when = index === null ? undefined : data[0][at];
    const values = this.#options.lines.map((_, i) => {
      const column = data[i + 1];
      // Where lines have points of their own, the value of the moment is the last one there was.
      for (let j = at; column !== undefined && j >= 0; j--) {
        if (column[j] !== null && column[j] !== undefined) {
          return this.#options.format(column[j]);
        }
      }
      return this.#options.format(null);
    });
    this.#legend.tell(values, when === undefined ? "" : clock(when));
  }

  #plotOptions(): uPlot.Options {
    const { lines, format, range, axisFormat = format } = this.#options;
    const { mayBeLogarithmic = false, isCount = false } = this.#options;
    const font = "11px system-ui, sans-serif";
    const axis = {
      stroke: () => ink("ink-3"),
      font,
      ticks: { show: false },
      grid: { stroke: () => ink("line"), width: 1 },
    };
    return {
      width: 320,
      height: this.#height,
      padding: [12, 24, 0, 0],
      legend: { show: false },
      focus: { alpha: 1 },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: "time", setSeries: false, scales: ["x", null] },
        points: { size: 7, width: 2 },
      },
      scales: {
        x: { time: false, auto: false },
        y: mayBeLogarithmic ? this.#decades.scale : {
          range: (_, least, most) =>
            range === undefined
              ? roomy(least, most)
              : range(least ?? 0, most ?? 0),
        },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          gap: 4,
          space: 64,
          incrs: INCREMENTS,
          values: (_, splits, _axis, _space, increment) =>
            splits.map((time) => instant(time, increment)),
        },
        {
          ...axis,
          size: (_, values) =>
            14 +
            6.4 * Math.max(3, ...(values ?? []).map((text) => text.length)),
          gap: 6,
          space: 34,
          ...(isCount ? { incrs: COUNTS } : {}),
          ...(mayBeLogarithmic
            ? {
              filter: (_, splits) => splits,
              splits: (_, _axis, least, most, step) =>
                this.#decades.splits(least, most, step),
            }
            : {}),
          values: (_, splits) => splits.map((value) => axisFormat(value)),
        },
      ],
      series: [{}, ...lines.map(series)],
      hooks: {
        draw: [(plot) => {
          this.marks.draw(plot);
          this.#legend.note(this.#decades.isLogarithmic ? "log scale" : "");
        }],
        setCursor: [(plot) => this.#tell(plot.cursor.idx ?? null)],
      },
    };
  }
}
