/// <reference lib="dom" />
import { element, field, keyed, setField, setText } from "../parts/element.ts";
import { decimals, isKnown, percent, whole } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import type { Shown, View } from "../parts/view.ts";

/** How stale the own gradients are. */
export class StalenessView implements View {
  readonly #panel = new Panel({
    id: "staleness",
    title: "Staleness",
    shows:
      "How old this peer's gradients are when they are done: how many updates of others came into the model meanwhile. Each bar is a part of all its gradients so far.",
    good:
      "most of them to the left: 0 is a gradient of the newest model. If they move right, this peer is slow for its swarm, or K is small. Stale gradients count for less, so nothing breaks.",
    docs: "concepts/synchronicity.md",
  });
  readonly #mean = field("staleness");
  readonly #steps = element("span", { class: "of" });
  readonly #most = field("staleness-most");
  readonly #bars = element("ol", {
    class: "bars",
    "aria-label": "Gradients by staleness",
  });
  readonly #held = new Map<string, HTMLElement>();
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty histogram. */
  constructor() {
    this.#panel.aside.append(
      element("span", { class: "of" }, "mean"),
      this.#mean,
      this.#steps,
      element("span", { class: "of" }, "· most"),
      this.#most,
    );
    this.#panel.explain(
      "mean",
      "Updates that came meanwhile, on average over the newest gradients. Below the number of peers is good.",
      this.#mean,
    );
    this.#panel.explain(
      "steps",
      "The same in steps of the model, each of which takes in K updates: 0.3 steps is a third of a step. Around 1 is usual where not all are waited for, 0 where all are.",
      this.#steps,
    );
    this.#panel.explain(
      "most",
      "The largest there ever was. A single large one does no harm.",
      this.#most,
    );
    this.#panel.body.append(
      this.#bars,
      element("p", { class: "axis-label" }, "updates taken in meanwhile"),
    );
  }

  /** Draws. */
  draw({ moment: { figures } }: Shown): void {
    const staleness = figures?.staleness;
    const histogram = staleness?.histogram ?? [];
    const all = histogram.reduce((sum, amount) => sum + amount, 0);
    this.#panel.await(
      all === 0 ? "This peer has not published a gradient yet." : undefined,
    );
    setField(this.#mean, decimals(staleness?.mean, 1), staleness?.mean);
    setText(
      this.#steps,
      isKnown(staleness?.steps)
        ? `= ${decimals(staleness.steps, 1)} steps`
        : "",
    );
    setField(this.#most, whole(staleness?.most), staleness?.most);
    const labels = histogram.map((_, i) => binName(i));
    keyed(this.#bars, this.#held, labels, bar);
    const most = Math.max(1, ...histogram);
    histogram.forEach((amount, i) => {
      const item = this.#held.get(labels[i]!)!;
      item.style.setProperty("--part", String(amount / most));
      setText(item.querySelector(".amount")!, percent(amount / all));
      item.title = `${whole(amount)} gradients`;
    });
  }
}

/** What a bin holds: 0, 1, 2–3, 4–7, and so on. */
export function binName(bin: number): string {
  if (bin < 2) return String(bin);
  return `${2 ** (bin - 1)}–${2 ** bin - 1}`;
}

function bar(label: string): HTMLElement {
  return element(
    "li",
    {},
    element("span", { class: "bin" }, label),
    element("span", { class: "amount" }),
    element("span", { class: "bar", "aria-hidden": "true" }),
  );
}
