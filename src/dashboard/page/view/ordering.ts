/// <reference lib="dom" />
import uPlot from "uplot";
import { element, field, setField } from "../parts/element.ts";
import { decimals, number, percent, whole } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** Whether the order of the examples is better than a random one. */
export class OrderingView implements View {
  readonly #panel = new Panel({
    id: "ordering",
    title: "Ordering",
    shows:
      "How far the running sum of each epoch's gradients strayed, as a part of what a random order would have.",
    good:
      "below 1, and falling over the first epochs. Signs agree: 100 % where nobody is passed over.",
    docs: "concepts/ordering.md",
  });
  readonly #chart: TimeChart;
  readonly #name = field("ordering");
  readonly #agreement = field("agreement");
  readonly #exact = field("exact");
  readonly #pairs = field("pairs");
  readonly #imbalance = field("imbalance");
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "herding",
      label: "Herding bound of each epoch against a random order's",
      lines: [
        { label: "herding ÷ random", ink: "purple", hasPoints: true },
        { label: "random", ink: "ink-3", dash: [3, 3], width: 1.5 },
      ],
      format: (value) => decimals(value, 2),
      range: (_, most) => [0, Math.max(1.2, most * 1.1)],
      height: 160,
    }, controls);
    const fact = (label: string, value: HTMLElement) =>
      element("div", {}, element("dt", {}, label), element("dd", {}, value));
    this.#panel.aside.append(this.#name);
    this.#panel.body.append(
      this.#chart.root,
      element(
        "dl",
        { class: "facts" },
        fact("signs agree", this.#agreement),
        fact("exact", this.#exact),
        fact("pairs", this.#pairs),
        fact("imbalance", this.#imbalance),
      ),
    );
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { history: { epochs, series }, moment: { figures } } = shown;
    const ordering = figures?.ordering;
    const measured = epochs.all.filter(({ value: { herding } }) =>
      herding !== undefined && herding.random > 0
    );
    this.#panel.await(
      measured.length === 0 && ordering === undefined
        ? "The first epoch has not ended: only then can its order be judged."
        : undefined,
    );
    setField(this.#name, ordering?.name ?? "–", ordering?.name);
    setField(
      this.#agreement,
      percent(ordering?.agreement),
      ordering?.agreement,
    );
    setField(this.#exact, percent(ordering?.exact), ordering?.exact);
    setField(this.#pairs, whole(ordering?.pairs), ordering?.pairs);
    setField(this.#imbalance, number(ordering?.imbalance), ordering?.imbalance);
    this.#chart.draw(shown, () => {
      const { times } = series;
      const ends = [times[0] ?? 0, times.at(-1) ?? 1];
      const [x, ...values] = uPlot.join([
        [
          measured.map(({ time }) => time),
          measured.map(({ value: { herding } }) =>
            herding!.infinity / herding!.random
          ),
        ],
        [ends, [1, 1]],
      ]) as number[][];
      return { times: x!, values };
    });
  }
}
