/// <reference lib="dom" />
import type { Figures } from "../model/mod.ts";
import { element, field, setField, setText } from "../parts/element.ts";
import { decimals, number, percent, whole } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** Orders that decide pairs. */
const BALANCED = ["cd-grab", "pair-balance"];

/** Whether the order of the examples is better than a random one. */
export class OrderingView implements View {
  readonly #panel = new Panel({
    id: "ordering",
    title: "Ordering",
    shows:
      "Whether the order of the examples is better than a shuffled one. An order is good where neighbouring gradients cancel out, so that their sum never strays far: each point is how far it strayed in an epoch, divided by how far it does in random order. Of random orders, nine of ten lie between the dashed lines.",
    good:
      "below the lower dashed line. What lies between them can not be told from a random order, and if it stays there, random order would do as well: --ordering random. The first epoch is not ordered yet, and the model moves most in it: it may well lie above.",
    docs: "concepts/ordering.md",
  });
  readonly #chart: TimeChart;
  readonly #name = field("ordering");
  readonly #agreement = field("agreement");
  readonly #exact = field("exact");
  readonly #pairs = field("pairs");
  readonly #imbalance = field("imbalance");
  readonly #none = element("p", { class: "axis-label" });
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "herding",
      label: "Herding bound of each epoch against a random order's",
      lines: [
        { label: "order", ink: "purple", hasPoints: true },
        { label: "random from", ink: "ink-3", dash: [3, 3], width: 1.5 },
        { label: "to", ink: "ink-3", dash: [3, 3], width: 1.5 },
      ],
      format: (value) => decimals(value, 2),
      range: (_, most) => [0, Math.max(1.2, most * 1.1)],
      height: 160,
    }, controls);
    this.#panel.explain(
      "its name",
      "How the next example is chosen (--ordering): cd-grab balances over all peers, pair-balance each peer alone, random shuffles.",
      this.#name,
    );
    this.#panel.aside.append(this.#name);
    this.#panel.body.append(
      this.#chart.root,
      element(
        "dl",
        { class: "facts" },
        this.#panel.fact(
          "signs agree",
          this.#agreement,
          "For each pair of examples its owner decides, by a plus or a minus, which comes early in the next epoch. The part of the others' decisions that this peer would have taken too. Near 100 % is good; less means that peers see each other's updates late, or that pairs are few, so that each weighs much. Then the order is worse, never wrong.",
        ),
        this.#panel.fact(
          "exact",
          this.#exact,
          "The part of its own decisions that this peer took knowing all that the others had done by then, so that all decide alike. Near 100 % is good; little where somebody slow is not waited for.",
        ),
        this.#panel.fact(
          "pairs",
          this.#pairs,
          "Pairs of examples that this peer has decided in this epoch: what the other figures rest on. Begins at 0 with each epoch. A pair waits for the other peers' pairs of the same place; where peers are in different epochs, as with a small K and few examples, they do not come, and all pairs are decided as the epoch ends, by this peer alone.",
        ),
        this.#panel.fact(
          "imbalance",
          this.#imbalance,
          "How large the sum is that the decisions are to keep small, in steps; 0 before the second pair of an epoch. Level is good; if it grows epoch after epoch, balancing does not help this task.",
        ),
      ),
      this.#none,
    );
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { history: { epochs }, moment: { figures } } = shown;
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
    setText(this.#none, noPairs(ordering));
    setField(this.#imbalance, number(ordering?.imbalance), ordering?.imbalance);
    this.#chart.draw(shown, () => ({
      times: measured.map(({ time }) => time),
      values: (["infinity", "low", "high"] as const).map((which) =>
        measured.map(({ value: { herding } }) =>
          // Older logs know the median alone.
          (herding![which] ?? herding!.random) / herding!.random
        )
      ),
    }));
  }
}

/** Why no pair has been decided, where that is so. */
function noPairs(ordering: Figures["ordering"] | undefined): string {
  if (ordering === undefined || ordering.pairs > 0) return "";
  return BALANCED.includes(ordering.name)
    ? "No pair decided yet in this epoch."
    : "No pairs: this order needs no decisions.";
}
