/// <reference lib="dom" />
import uPlot from "uplot";
import type { History } from "../model/mod.ts";
import { number } from "../parts/format.ts";
import type { Mark } from "../parts/marks.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** Training loss, and the loss on validation data. */
export class LossView implements View {
  readonly #panel = new Panel({
    id: "loss",
    title: "Loss",
    shows:
      "The mean loss of the updates that everybody publishes, and the loss on data that nobody trains on. Ticks at the upper edge: an epoch ends. Where values span more than a power of ten the axis goes by powers of ten (log scale), so that what is small is seen as well.",
    good:
      "both fall. If validation turns upwards while training goes on falling, the model learns its examples by heart: the task's patience ends a run there.",
    docs: "tasks.md",
  });
  readonly #chart: TimeChart;
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "loss",
      label: "Training loss and validation loss over time",
      lines: [
        { label: "training", ink: "blue" },
        { label: "validation", ink: "orange", dash: [6, 3], hasPoints: true },
      ],
      format: number,
      mayBeLogarithmic: true,
    }, controls);
    this.#panel.body.append(this.#chart.root);
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { series, validations } = shown.history;
    this.#panel.await(
      series.length === 0
        ? "No update has been folded yet: the loss comes with the first one."
        : undefined,
    );
    this.#chart.draw(shown, () => {
      const told = validations.all;
      const [times, ...values] = uPlot.join([
        [Array.from(series.times), Array.from(series.column("loss"))],
        [told.map(({ time }) => time), told.map(({ value }) => value.loss)],
      ]) as number[][];
      return { times: times!, values, marks: epochMarks(shown.history) };
    });
  }
}

/** The ends of epochs, as marks; of many, as many as can be told apart. */
export function epochMarks({ epochs }: History): Mark[] {
  const every = Math.ceil(epochs.all.length / 40);
  return epochs.all.filter(({ value }) => value.epoch % every === 0)
    .map(({ time, value }) => ({
      time,
      shape: "tick",
      ink: "ink-3",
      words: `Epoch ${value.epoch} ends: training loss ${number(value.loss)}`,
    }));
}
