/// <reference lib="dom" />
import { element, field, setField, setText } from "../parts/element.ts";
import { isKnown, number } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** What is known to be missing from the model, against the most that may be. */
export class CertificateView implements View {
  readonly #panel = new Panel({
    id: "certificate",
    title: "Elastic bound",
    shows:
      "How far the model of a new gradient may be from all that was published, in steps, against the most that is allowed. Triangles: gradients were held back, and went on.",
    good: "the line stays below its limit, and the gate is seldom closed.",
    docs: "concepts/elastic-bound.md",
  });
  readonly #chart: TimeChart;
  readonly #distance = field("elastic-distance");
  readonly #bound = field("elastic-bound");
  readonly #gate = field("gate");
  readonly #unknown = element("p", { class: "remark", role: "status" });
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "elastic",
      label: "Certified distance and its bound over time, in steps",
      lines: [
        { label: "known to be missing", ink: "blue" },
        { label: "limit", ink: "orange", dash: [8, 4], isStepped: true },
      ],
      format: number,
      range: (_, most) => [0, most > 0 ? most * 1.15 : 1],
      height: 160,
    }, controls);
    this.#panel.aside.append(
      this.#distance,
      element("span", { class: "of" }, "of at most"),
      this.#bound,
      element("span", { class: "of" }, "steps ·"),
      this.#gate,
    );
    this.#panel.body.append(this.#chart.root, this.#unknown);
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { history, moment } = shown;
    const elastic = moment.figures?.elastic;
    this.#panel.await(
      elastic === undefined
        ? "Nothing has been published yet, so nothing can be missing."
        : undefined,
    );
    const bound = isKnown(elastic?.bound) ? number(elastic.bound) : "∞";
    setField(this.#distance, number(elastic?.distance), elastic?.distance);
    setField(this.#bound, bound, elastic?.bound);
    setField(
      this.#gate,
      elastic === undefined ? "–" : elastic.isClosed ? "waiting" : "open",
      elastic === undefined ? undefined : elastic.isClosed ? "closed" : "open",
    );
    const unknown = elastic?.unknown ?? 0;
    const silent = moment.members.filter(({ state }) => state === "suspected");
    const names = silent.map(({ name }) => name).join(", ");
    setText(
      this.#unknown,
      unknown > 0
        ? `▲ Unknown: the certificate cannot speak for ${
          names === "" ? `${unknown} of the peers` : names
        }, not heard for too long.`
        : "",
    );
    const { series, gates } = history;
    this.#chart.draw(shown, () => ({
      times: series.times,
      values: [series.column("distance"), series.column("bound")],
      marks: gates.all.map(({ time, value }) => ({
        time,
        shape: value.isClosed ? "down" : "up",
        ink: value.isClosed ? "orange" : "green",
        words: `${value.isClosed ? "Waiting" : "Going on"}: lacks ${
          number(value.distance)
        } of at most ${number(value.bound)} steps (${value.reason})`,
      })),
    }));
  }
}
