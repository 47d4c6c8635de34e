/// <reference lib="dom" />
import { isAway, type Member } from "../model/mod.ts";
import { element, keyed, setAttributes, setText } from "../parts/element.ts";
import { count, milliseconds } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { roving } from "../parts/roving.ts";
import { SightFirst } from "../parts/sight_first.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** A row, and whom it shows. */
interface Row {
  root: HTMLElement;
  peer: string;
}

/** What a row shows. */
interface Drawn {
  member: Member;
  scale: LogScale;
  isSelected: boolean;
}

/** How long everybody's gradients take, as distributions. */
export class DelaysView implements View {
  readonly #panel = new Panel({
    id: "delays",
    title: "Gradient times",
    shows:
      "How long each peer's gradients take, slowest first, on a logarithmic axis. Bar: nine of ten lie between its ends (p10 to p90); notch: the median; thin line: up to p99.",
    good:
      "short bars at about the same place. Who stands far to the right holds back those who wait for all.",
    docs: "concepts/synchronicity.md",
  });
  readonly #count = element("span", { class: "of" });
  readonly #axis = element("div");
  readonly #list = element("ol", {
    "aria-label": "Gradient times by peer, slowest first",
  });
  // The axis scrolls with the rows, or a scrollbar would shift one against the other.
  readonly #frame = element(
    "div",
    { class: "delays" },
    element("div", { class: "delay-axis", "aria-hidden": "true" }, this.#axis),
    this.#list,
  );
  /** By rank: whoever is slowest has the first one. So none changes place where times are about the same. */
  readonly #rows: Row[] = [];
  readonly #drawing = new SightFirst<HTMLElement, Drawn>(this.#frame, drawRow);
  readonly #ticks = new Map<string, HTMLElement>();
  readonly #controls: Controls;
  #drawn: { members: Member[]; selected: string | undefined } | undefined;
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty list. */
  constructor(controls: Controls) {
    this.#controls = controls;
    this.#panel.aside.append(this.#count);
    this.#panel.body.append(this.#frame);
    roving(this.#list);
  }

  /** Draws. */
  draw({ moment: { members, figures }, selected }: Shown): void {
    if (members === this.#drawn?.members && selected === this.#drawn.selected) {
      return;
    }
    this.#drawn = { members, selected };
    const present = members.filter((member) =>
      member.isSelf || !isAway(member)
    );
    const known = present.filter(({ compute }) => compute !== undefined)
      .sort((a, b) => b.compute!.p50 - a.compute!.p50);
    this.#panel.await(
      known.length > 0
        ? undefined
        : figures?.updates
        ? "Nobody's gradients have been timed."
        : "Nobody has finished a gradient yet.",
    );
    // Of a large swarm a peer times the first 64.
    setText(
      this.#count,
      known.length < present.length
        ? `${known.length} timed of ${count(present.length, "peer")}`
        : "",
    );
    if (known.length === 0) return;
    const least = Math.min(...known.map(({ compute }) => compute!.p10));
    const most = Math.max(...known.map(({ compute }) => compute!.p99));
    const scale = logScale(least, most);
    this.#drawAxis(scale);
    while (this.#rows.length < known.length) this.#add();
    while (this.#rows.length > known.length) this.#rows.pop()!.root.remove();
    this.#frame.classList.toggle("is-sparse", known.length < 6);
    this.#frame.classList.toggle("is-dense", known.length > 12);
    this.#drawing.draw(known.map((member, i) => {
      const row = this.#rows[i]!;
      row.peer = member.peer;
      return [
        row.root,
        { member, scale, isSelected: member.peer === selected },
      ];
    }));
  }

  #add(): void {
    const name = element("button", {
      type: "button",
      class: "name",
      tabindex: -1,
    });
    const root = element(
      "li",
      {},
      name,
      element(
        "span",
        { class: "track", role: "img" },
        element("span", { class: "whisker" }),
        element("span", { class: "box" }),
        element("span", { class: "notch" }),
      ),
      element("span", { class: "median" }),
    );
    const row: Row = { root, peer: "" };
    name.addEventListener("click", () => this.#controls.select(row.peer));
    this.#rows.push(row);
    this.#list.append(root);
    this.#drawing.add(root);
  }

  #drawAxis(scale: LogScale): void {
    const ticks = scale.decades.map(String);
    keyed(
      this.#axis,
      this.#ticks,
      ticks,
      (ms) => element("span", {}, milliseconds(Number(ms))),
    );
    for (const [ms, tick] of this.#ticks) {
      tick.style.setProperty("--at", `${scale.percent(Number(ms))}%`);
    }
  }
}

/** Where times lie on a logarithmic axis. */
export interface LogScale {
  /** Powers of ten on the axis. */
  decades: number[];
  /** Where a value lies, 0 to 100. */
  percent(value: number): number;
}

/** The axis from the decade at or below `least` to the one at or above `most`. */
export function logScale(least: number, most: number): LogScale {
  const from = Math.floor(Math.log10(Math.max(1e-3, least)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(1e-3, most))));
  return {
    decades: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
    percent(value) {
      const at = (Math.log10(Math.max(1e-3, value)) - from) / (to - from);
      return Math.round(1000 * Math.min(1, Math.max(0, at))) / 10;
    },
  };
}

function drawRow(
  row: HTMLElement,
  { member, scale, isSelected }: Drawn,
): void {
  const { name, isStraggler, compute, isSelf } = member;
  const { p10, p50, p90, p99 } = compute!;
  setAttributes(row, { "data-late": String(isStraggler) });
  row.classList.toggle("is-selected", isSelected);
  const [button, track, median] = row.children;
  setText(
    button!,
    `${isStraggler ? "▲ " : ""}${name}${isSelf ? " (this one)" : ""}`,
  );
  setAttributes(button!, { "aria-pressed": String(isSelected) });
  setText(median!, milliseconds(p50));
  const range = `p10 ${milliseconds(p10)}, median ${milliseconds(p50)}, p90 ${
    milliseconds(p90)
  }, p99 ${milliseconds(p99)}${isStraggler ? ", a straggler" : ""}`;
  row.title = `${name}: ${range}`;
  setAttributes(track!, { "aria-label": range });
  const places = { p10, p50, p90, p99 };
  for (const [key, value] of Object.entries(places)) {
    row.style.setProperty(`--${key}`, `${scale.percent(value)}%`);
  }
}
