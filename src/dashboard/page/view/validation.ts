/// <reference lib="dom" />
import { element, setText } from "../parts/element.ts";
import { isFraction, metric, roughly } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";
import { epochMarks } from "./loss.ts";

const INKS = ["green", "purple", "orange", "blue"] as const;
const DASHES = [undefined, [6, 3], [2, 3], [8, 3, 2, 3]];

/** The task's metrics on validation data. */
export class ValidationView implements View {
  readonly #panel = new Panel({
    id: "validation",
    title: "Validation",
    shows: "The task's metrics on data that nobody trains on.",
    good: "it rises for as long as training goes on.",
    docs: "tasks.md",
  });
  readonly #controls: Controls;
  readonly #others = element("span", { class: "of" });
  #chart: TimeChart | undefined;
  #names: string[] = [];
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty panel. */
  constructor(controls: Controls) {
    this.#controls = controls;
    this.#panel.aside.append(this.#others);
  }

  /** Draws. */
  draw(shown: Shown): void {
    const told = shown.history.validations.all;
    const all = Object.keys(told[0]?.value.metrics ?? {});
    // One axis bears parts of a whole, or numbers of other kinds, but not both.
    const names = all.filter((name) =>
      isFraction(name) === isFraction(all[0]!)
    );
    const others = all.filter((name) => !names.includes(name));
    const metrics = shown.moment.validation?.metrics ?? {};
    setText(
      this.#others,
      others.map((name) => `${name} ${metric(name, metrics[name])}`).join(", "),
    );
    this.#panel.await(
      told.length === 0
        ? "No evaluation yet: it comes when an epoch ends, if the task has validation data."
        : names.length === 0
        ? "The task names no metrics: the validation loss stands in the chart of the loss."
        : undefined,
    );
    if (names.length === 0) return;
    const chart = this.#chartOf(names);
    chart.draw(shown, () => ({
      times: told.map(({ time }) => time),
      values: names.map((name) =>
        told.map(({ value }) => value.metrics[name] ?? NaN)
      ),
      marks: epochMarks(shown.history),
    }));
  }

  #chartOf(names: string[]): TimeChart {
    if (this.#chart !== undefined && this.#names.join() === names.join()) {
      return this.#chart;
    }
    const areParts = names.every(isFraction);
    this.#names = names;
    this.#chart = new TimeChart({
      name: "validation",
      label: `${names.join(", ")} on validation data over time`,
      lines: names.map((label, i) => {
        const dash = DASHES[i % DASHES.length];
        return {
          label,
          ink: INKS[i % INKS.length]!,
          hasPoints: true,
          ...(dash === undefined ? {} : { dash }),
        };
      }),
      format: (value) => metric(names[0]!, value),
      ...(areParts ? { axisFormat: roughly } : {}),
      ...(areParts ? { range: fractions } : {}),
    }, this.#controls);
    this.#panel.body.replaceChildren(this.#chart.root);
    return this.#chart;
  }
}

/** Room around parts of a whole, which never leave 0 to 1. */
function fractions(least: number, most: number): [number, number] {
  const room = Math.max(0.01, (most - least) * 0.1);
  return [Math.max(0, least - room), Math.min(1, most + room)];
}
