/// <reference lib="dom" />
import { calm, element, field, setField, setText } from "../parts/element.ts";
import { count, isKnown, number } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";
import { silentOnes } from "./swarm_graph.ts";

/** What is known to be missing from the model, against the most that may be. */
export class CertificateView implements View {
  readonly #panel = new Panel({
    id: "certificate",
    title: "Elastic bound",
    shows:
      "How much of what the peers have published had not reached this one when it began its newest gradient, in steps of the model, against the most that is allowed. Triangles: gradients were held back, and went on.",
    good:
      "a low and level line, below its limit where one is set. If it keeps growing, updates come in too slowly: look at Network first. A limit makes peers wait, and pays only where staleness makes training unstable: the page below says when.",
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
      "The most that may be missing, set by --elastic-bound B. Without one nothing is ever held back. Most runs need none. A smaller B keeps gradients fresher, and costs waiting; begin with some times what an ordinary run shows.",
      this.#of,
      this.#bound,
    );
    this.#panel.explain(
      "gate",
      "Open: gradients are computed. Waiting: more than the limit is missing, so no gradient begins until it has come. Where it waits often, set a larger B, choose a codec of fewer bytes, or find the slow link.",
      this.#gate,
    );
    this.#panel.explain(
      "certificate",
      "The distance as this peer can vouch for it: added up, before each gradient, from what all others say that they have published, and what they may have published since they last spoke, which is on its way. So it is not 0 where all are waited for and nothing is stale.",
    );
    this.#panel.explain(
      "audited",
      "Now and then a certificate is held against the truth: when the updates that were missing have come, their true sum must not be larger than what was certified. If it ever is, a warning stands among the events.",
    );
    this.#panel.explain(
      "without",
      "Peers not heard for so long that nobody can say what they have published. They are left out of the distance; while they are gone there is nothing to do.",
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
    const { members } = moment;
    const silent = members.filter(({ state }) => state === "suspected");
    const gone = members.filter(({ state }) => state === "gone");
    const isCalm = silent.length === 0 && unknown <= gone.length;
    const names = silentOnes(silent.length > 0 ? silent : gone) ||
      count(unknown, "peer");
    setText(
      this.#unknown,
      unknown === 0
        ? ""
        : isCalm
        ? `Without ${names}.`
        : `▲ Without ${names}: what was published there of late is unknown.`,
    );
    calm(this.#unknown, isCalm);
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
