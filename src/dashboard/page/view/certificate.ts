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
      "How much of what the peers have published had not reached this one when it began its newest gradient, in steps of the model, against the most that is allowed. Triangles: gradients were held back, and went on.",
    good:
      "a low and level line, below its limit where one is set. If it keeps growing, updates come in too slowly: look at Network, or set --elastic-bound.",
    docs: "concepts/elastic-bound.md",
  });
  readonly #chart: TimeChart;
  readonly #distance = field("elastic-distance");
  readonly #bound = field("elastic-bound");
  readonly #of = element("span", { class: "of" });
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
      this.#of,
      this.#bound,
      this.#gate,
    );
    this.#panel.explain(
      "missing",
      "Updates that others are known to have published and that are not in this peer's model yet, as a distance: 1 is as far as one full step moves the model. A few steps do no harm.",
      this.#distance,
    );
    this.#panel.explain(
      "limit",
      "The most that may be missing, set by --elastic-bound B. Without one nothing is ever held back. A smaller B keeps gradients fresher, and costs waiting.",
      this.#of,
      this.#bound,
    );
    this.#panel.explain(
      "gate",
      "Open: gradients are computed. Waiting: more than the limit is missing, so no gradient begins until it has come. Where it waits often, set a larger B, choose a codec of fewer bytes, or find the slow link.",
      this.#gate,
    );
    this.#panel.explain(
      "unknown",
      "Peers not heard for so long that nobody can say what they have published. They are left out of the distance.",
      this.#unknown,
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
    const hasBound = isKnown(elastic?.bound);
    setField(this.#distance, number(elastic?.distance), elastic?.distance);
    setText(
      this.#of,
      hasBound ? "of at most" : "steps, no limit set",
    );
    setField(
      this.#bound,
      hasBound ? `${number(elastic?.bound)} steps` : "",
      elastic?.bound,
    );
    setField(
      this.#gate,
      !hasBound ? "" : elastic?.isClosed ? "· gate waiting" : "· gate open",
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
