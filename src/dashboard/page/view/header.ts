/// <reference lib="dom" />
import { element, field, setField, setText } from "../parts/element.ts";
import {
  duration,
  metric,
  number,
  passed,
  rate,
  whole,
} from "../parts/format.ts";
import { Help } from "../parts/help.ts";
import {
  isHere,
  isMissed,
  isOver,
  type Member,
  type Moment,
} from "../model/mod.ts";
import type { Shown, View } from "../parts/view.ts";

/** How training goes, at a glance. */
export class HeaderView implements View {
  readonly #phase = field("phase");
  readonly #epoch = field("progress");
  readonly #epochs = element("span", { class: "of" });
  readonly #bar = element("progress", {
    max: 1,
    value: 0,
    "aria-label": "Progress of training",
  });
  readonly #remaining = field("remaining", "figure of");
  readonly #loss = field("loss");
  readonly #lossOf = element("span", { class: "of" });
  readonly #metricName = element("dt", {}, "accuracy");
  readonly #metric = field("metric");
  readonly #metricOf = element("span", { class: "of" });
  readonly #rate = field("updates-per-second");
  readonly #updates = field("updates", "figure of");
  readonly #k = field("k");
  readonly #members = field("members");
  readonly #membersOf = element("span", { class: "of" });
  readonly #round = field("round", "figure of");
  /** What it draws in. */
  readonly root: HTMLElement;

  /** Makes an empty header. */
  constructor() {
    const figure = (
      label: string | HTMLElement,
      value: HTMLElement,
      ...rest: HTMLElement[]
    ) =>
      element(
        "div",
        {},
        typeof label === "string" ? element("dt", {}, label) : label,
        element("dd", {}, value, ...rest),
      );
    const epoch = figure("epoch", this.#epoch, this.#epochs);
    epoch.className = "is-wide";
    epoch.querySelector("dt")!.append(
      element("span", { class: "pill" }, this.#phase),
    );
    epoch.querySelector("dd")!.append(this.#remaining, this.#bar);
    const loss = figure("training loss", this.#loss, this.#lossOf);
    const metric = figure(this.#metricName, this.#metric, this.#metricOf);
    const peers = figure("peers", this.#members, this.#membersOf);
    const k = figure("waits for (K)", this.#k, this.#round);
    const updates = figure("updates a second", this.#rate, this.#updates);
    const help = new Help({
      title: "these figures",
      shows: "How training goes, at the moment that is looked at.",
      good: "the loss falls, all peers are live.",
    });
    help.explain(
      "epoch",
      "Passes over all data that the peers have made together.",
      epoch,
    );
    help.explain(
      "loss",
      "How wrong the model is: the mean of everybody's newest updates, and on validation data, which nobody trains on.",
      loss,
    );
    help.explain(
      "accuracy",
      "The task's first metric on validation data, or the loss on it where the task names no metric.",
      metric,
    );
    help.explain(
      "peers",
      "Those that train together, this one included. Slow: three times the median peer's time; suspected: not heard for too long; away: left, or silent for so long that it is gone, in the last ten minutes.",
      peers,
    );
    help.explain(
      "K, round",
      "How many peers' updates a step waits for, and which step it is.",
      k,
    );
    help.explain(
      "updates",
      "A second: what all peers publish of late, the sum of the table of peers. In all: what this peer's model has taken in.",
      updates,
    );
    this.root = element(
      "section",
      { class: "overview", "aria-label": "How training goes" },
      element(
        "dl",
        { class: "headline" },
        ...[epoch, loss, metric, peers, k, updates],
      ),
      help.root,
    );
  }

  /** Draws. */
  draw({ moment }: Shown): void {
    const { figures, phase, validation, members, remaining } = moment;
    setField(this.#phase, phase, phase);
    const progress = figures?.progress;
    const epochs = figures?.epochs;
    setField(this.#epoch, passed(progress, epochs), progress);
    setText(this.#epochs, figures === undefined ? "" : `of ${number(epochs)}`);
    this.#bar.value = figures === undefined || !epochs
      ? 0
      : figures.progress / epochs;
    setField(
      this.#remaining,
      Number.isNaN(remaining) ? "" : `about ${duration(remaining)} left`,
      Number.isNaN(remaining) ? undefined : remaining,
    );
    setField(this.#loss, number(figures?.loss), figures?.loss);
    setText(
      this.#lossOf,
      validation === undefined ? "" : `validation ${number(validation.loss)}`,
    );
    const [name = "validation loss", value = validation?.loss] =
      Object.entries(validation?.metrics ?? {})[0] ?? [];
    setText(this.#metricName, name);
    setField(this.#metric, metric(name, value), value);
    setText(
      this.#metricOf,
      validation === undefined
        ? "awaits an epoch"
        : `after epoch ${Number(passed(validation.epoch, epochs))}`,
    );
    const slow = members.filter(({ isStraggler }) => isStraggler).length;
    const lost = members.filter(({ state }) => state === "suspected").length;
    const away = members.filter(isMissed).length;
    const here = members.length === 0
      ? figures?.members
      : members.filter(isHere).length;
    setField(this.#members, whole(here), here);
    setText(
      this.#membersOf,
      [
        slow > 0 ? `▲ ${slow} slow` : "",
        lost > 0 ? `◇ ${lost} suspected` : "",
        away > 0 ? `× ${away} away` : "",
      ].filter(Boolean).join(", ") || wordOnAll(members, phase),
    );
    setField(this.#k, whole(figures?.k), figures?.k);
    setField(this.#round, `round ${whole(figures?.round)}`, figures?.round);
    const pace = members.length === 0
      ? figures?.updatesPerSecond
      : members.reduce(
        (sum, { updatesPerSecond }) => sum + updatesPerSecond,
        0,
      );
    setField(this.#rate, rate(pace), pace);
    setField(
      this.#updates,
      `${whole(figures?.updates)} in all`,
      figures?.updates,
    );
  }
}

function wordOnAll(
  members: readonly Member[],
  phase: Moment["phase"],
): string {
  if (members.length === 0) return "";
  return members.every(({ state }) => state === "done")
    ? members.length === 1 ? "done" : "all done"
    : isOver(phase)
    ? ""
    : "all live";
}
