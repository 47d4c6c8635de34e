/// <reference lib="dom" />
import type { Change, Told } from "../model/mod.ts";
import { element, field, setField, setText } from "../parts/element.ts";
import { whole } from "../parts/format.ts";
import type { Mark } from "../parts/marks.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";
import { Reasons } from "./reasons.ts";

/** How many are waited for, over time, and why. */
export class QuorumView implements View {
  readonly #panel = new Panel({
    id: "quorum",
    title: "K: how many are waited for",
    shows:
      "A step waits for K updates. Triangles: K rose or fell, and why; diamonds: late work is treated otherwise.",
    good:
      "K near the number of peers where all are alike, below it where somebody straggles.",
    docs: "concepts/synchronicity.md",
  });
  readonly #chart: TimeChart;
  readonly #reasons: Reasons;
  readonly #rule = field("rule");
  readonly #now = element("p", { class: "now" });
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "k",
      label: "K and the number of peers over time",
      lines: [
        { label: "K", ink: "blue", isStepped: true, width: 2.5 },
        {
          label: "peers",
          ink: "ink-3",
          isStepped: true,
          dash: [3, 3],
          width: 1.5,
        },
      ],
      format: whole,
      isCount: true,
      range: (_, most) => [0, Math.max(2, Math.ceil(most * 1.15))],
      height: 150,
    }, controls);
    this.#reasons = new Reasons(
      "Changes of K, newest first",
      controls,
      (time) => this.#chart.point(time),
    );
    this.#panel.aside.append(this.#rule);
    this.#panel.explain(
      "K",
      "How many peers' updates a step waits for. All of them: exact, but as slow as the slowest. Fewer: faster steps, of which each is worth a little less.",
    );
    this.#panel.explain(
      "rule",
      "What chooses K (--k): auto weighs how long a step takes against how much it brings; else K stays as it is set.",
      this.#rule,
    );
    this.#panel.explain(
      "variant",
      "What happens to work that comes late (--variant): it counts in the next step, or is begun anew.",
    );
    this.#panel.explain(
      "noise scale",
      "How many updates must be averaged until chance weighs no more in them than the direction in which all agree. Below it a larger K is worth waiting for, far beyond it hardly.",
    );
    this.#panel.explain(
      "cut-off",
      "From how many rounds behind on a gradient is begun anew at the newest model instead of being finished (--cut-off); never, where late work is worth more than a new beginning.",
    );
    this.#panel.explain(
      "Now",
      "The figures that K was last chosen by: how long a step takes with this K, and how many steps are needed.",
      this.#now,
    );
    this.#panel.body.append(this.#chart.root, this.#now, this.#reasons.root);
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { series, changes } = shown.history;
    this.#panel.await(
      series.length === 0
        ? "Training has not begun: K comes with the first round."
        : undefined,
    );
    const { figures } = shown.moment;
    const rule = figures === undefined
      ? undefined
      : `rule ${figures.rule}, variant ${figures.variant}`;
    setField(this.#rule, rule ?? "", rule);
    const why = figures?.quorumReason;
    setText(
      this.#now,
      why === undefined ? "" : `Now: ${shown.history.names.in(why)}`,
    );
    const mine = changes.until(shown.moment.time)
      .filter(({ value }) => isOfK(value));
    this.#chart.draw(shown, () => ({
      times: series.times,
      values: [series.column("k"), series.column("members")],
      marks: changes.all.filter(({ value }) => isOfK(value)).map(mark),
    }));
    this.#reasons.draw(
      mine.map(({ time, value }) => ({
        time,
        value: { what: inShort(value), why: value.reason },
      })),
      noChange(figures?.rule),
    );
  }
}

/** What stands where nothing was chosen: K may have changed all the same, as it follows the peers. */
function noChange(rule: string | number = "auto"): string {
  if (rule === "all") {
    return "K is all peers: it changes only as they come and go.";
  }
  return Number.isFinite(Number(rule))
    ? `K is set to ${rule}: it is less only while fewer peers are here.`
    : "No change so far.";
}

function isOfK({ what }: Change): boolean {
  return what === "quorum" || what === "cut-off";
}

function inShort({ what, from, to }: Change): string {
  return `${what === "quorum" ? "K" : "Cut-off"} ${from} → ${to}`;
}

function mark({ time, value }: Told<Change>): Mark {
  return {
    time,
    shape: value.what === "cut-off"
      ? "diamond"
      : Number(value.to) > Number(value.from)
      ? "up"
      : "down",
    ink: value.what === "cut-off" ? "purple" : "orange",
    words: `${inShort(value)}: ${value.reason}`,
  };
}
