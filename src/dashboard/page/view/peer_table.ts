/// <reference lib="dom" />
import { isAway, isHere, type Member } from "../model/mod.ts";
import {
  element,
  keyed,
  setAttributes,
  setText,
  svg,
} from "../parts/element.ts";
import { count, milliseconds, number, rate, whole } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { roving } from "../parts/roving.ts";
import { SightFirst } from "../parts/sight_first.ts";
import type { Controls, Shown, View } from "../parts/view.ts";
import { remarkOn, shapeOf } from "./swarm_node.ts";

/** A column: its title, its importance where there is little room, and what stands in it. */
interface Column {
  title: string;
  /** What it is, and what good looks like. */
  means: string;
  /** 1 is always shown, 4 only where there is much room; the card of a peer has them all. */
  rank: 1 | 2 | 3 | 4;
  /** Room for what usually stands in it, CSS pixels: columns do not move while figures change. */
  width: number;
  isText?: boolean;
  of: (member: Member) => string;
}

/** Room for a sign and `suspected`, CSS pixels. */
const STATE_WIDTH = 106;

/** What a row shows. */
interface Drawn {
  member: Member;
  isSelected: boolean;
}

const COLUMNS: Column[] = [
  {
    title: "Where",
    means: "The address of the connection with it.",
    rank: 4,
    width: 136,
    isText: true,
    of: ({ address, isSelf }) => isSelf ? "here" : address ?? "–",
  },
  {
    title: "Lag",
    means: "How long a message takes from here to it.",
    rank: 2,
    width: 62,
    of: ({ lagMs }) => milliseconds(lagMs),
  },
  {
    title: "Gradient",
    means: "How long its gradients take: the median. Alike is good.",
    rank: 1,
    width: 66,
    of: ({ compute }) => milliseconds(compute?.p50),
  },
  {
    title: "Updates/s",
    means: "Updates that it publishes a second.",
    rank: 2,
    width: 72,
    of: ({ updatesPerSecond }) => rate(updatesPerSecond),
  },
  {
    title: "Round",
    means: "The step that it works on. Close together is good.",
    rank: 2,
    width: 62,
    of: ({ round }) => whole(round),
  },
  {
    title: "Behind",
    means:
      "Updates of this peer that it has yet to take into its model. A few are usual; if they grow, it or its link is too slow.",
    rank: 3,
    width: 58,
    of: ({ behind }) => whole(behind),
  },
  {
    title: "Missing",
    means:
      "What it has published and is not here yet, in steps of the model. Below 1 is good.",
    rank: 3,
    width: 62,
    of: ({ missing }) => number(missing),
  },
  {
    title: "Loss",
    means: "Training loss of its newest update.",
    rank: 4,
    width: 64,
    of: ({ loss }) => number(loss),
  },
  {
    title: "Codec",
    means: "How its newest update was written.",
    rank: 4,
    width: 72,
    isText: true,
    of: ({ codec }) => codec ?? "–",
  },
];

/** How many of those who are away stand in the table as a matter of course. */
const FEW = 4;

/** What the sign of a gradient that takes long means. */
const LATE_NOW =
  "Its present gradient takes three times as long as usual: no harm if it passes";

/** The graph as a table: for those who read, search, or do not see it. */
export class PeerTable implements View {
  readonly #panel = new Panel({
    id: "peers",
    title: "Peers",
    shows:
      "Everybody whom this peer knows. A click shows all figures of a peer beside the graph.",
    good: "all live, rounds close together, few behind, little missing.",
    docs: "operations.md",
  });
  readonly #count = element("span", { class: "of" });
  readonly #more = element("button", {
    type: "button",
    class: "more",
    "aria-expanded": "false",
  });
  readonly #body = element("tbody");
  readonly #rows = new Map<string, HTMLTableRowElement>();
  readonly #drawing: SightFirst<HTMLTableRowElement, Drawn>;
  readonly #controls: Controls;
  #showsAway = false;
  #drawn: unknown[] = [];
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty table. */
  constructor(controls: Controls) {
    this.#controls = controls;
    const head = element(
      "tr",
      {},
      element("th", { scope: "col" }, "Peer"),
      element("th", { scope: "col", width: STATE_WIDTH }, "State"),
      ...COLUMNS.map(({ title, means, rank, width, isText }) =>
        element("th", {
          scope: "col",
          width,
          class: `rank-${rank}${isText ? "" : " is-number"}`,
          title: means,
        }, title)
      ),
    );
    this.#panel.explain(
      "State",
      "live: it counts. slow: its gradients take three times as long as the median peer's (of two: the faster one's), or the present one does not end; with K on auto it is not waited for. late: just now, no harm if it passes. suspected: not heard for too long. gone: silent for 100 times as long as is usual of it, or when the run ended; what it published is kept, and if it returns it joins in. done: its work is done, it waits for the others. left: it said good-bye. lagging: it reads too slowly.",
    );
    for (const { title, means } of COLUMNS) this.#panel.explain(title, means);
    this.#panel.aside.append(this.#count);
    roving(this.#body);
    const frame = element(
      "div",
      { class: "table-frame" },
      element(
        "table",
        { "aria-labelledby": "peers-title" },
        element("thead", {}, head),
        this.#body,
      ),
    );
    this.#more.addEventListener("click", () => {
      this.#showsAway = !this.#showsAway;
      controls.redraw();
    });
    this.#panel.body.append(frame, this.#more);
    this.#drawing = new SightFirst(frame, drawRow);
  }

  /** Draws. */
  draw({ moment: { members }, selected }: Shown): void {
    const drawn = [members, selected, this.#showsAway];
    if (drawn.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = drawn;
    this.#panel.await(
      members.length === 0 ? "Nobody has been told of yet." : undefined,
    );
    const away = members.filter((member) => isAway(member) && !member.isSelf);
    const isLong = away.length > FEW;
    const shown = isLong && !this.#showsAway
      ? members.filter((one) => one.peer === selected || !away.includes(one))
      : members;
    setText(
      this.#count,
      `${members.filter(isHere).length} here of ${
        count(members.length - (isLong ? away.length : 0), "peer")
      }`,
    );
    this.#more.hidden = !isLong;
    setText(
      this.#more,
      `${this.#showsAway ? "Hide" : "Show"} ${
        count(away.length, "peer")
      } that left or are gone`,
    );
    setAttributes(this.#more, { "aria-expanded": String(this.#showsAway) });
    keyed(
      this.#body,
      this.#rows,
      shown.map(({ peer }) => peer),
      (peer) => this.#row(peer),
    );
    this.#drawing.draw(shown.map((member) => [
      this.#rows.get(member.peer)!,
      { member, isSelected: member.peer === selected },
    ]));
  }

  #row(peer: string): HTMLTableRowElement {
    const name = element("button", {
      type: "button",
      class: "name",
      tabindex: -1,
    });
    const row = element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      element(
        "td",
        { class: "state" },
        svg(
          "svg",
          {
            width: 14,
            height: 14,
            viewBox: "-8 -8 16 16",
            "aria-hidden": "true",
          },
          svg("g", { class: "node" }, svg("path", { class: "shape" })),
        ),
        element("span"),
        element("span", { class: "late-now" }),
      ),
      ...COLUMNS.map(({ rank, isText }) =>
        element("td", { class: `rank-${rank}${isText ? "" : " is-number"}` })
      ),
    );
    row.addEventListener("click", () => this.#controls.select(peer));
    this.#drawing.add(row);
    return row;
  }
}

function drawRow(
  row: HTMLTableRowElement,
  { member, isSelected }: Drawn,
): void {
  const { name, state, isStraggler, isLate, isSelf } = member;
  const attributes = {
    "data-state": state,
    "data-late": String(isStraggler),
  };
  setAttributes(row, { "data-peer": name, ...attributes });
  row.classList.toggle("is-selected", isSelected);
  const [first, second, ...rest] = row.children;
  setText(first!.firstElementChild!, name + (isSelf ? " (this one)" : ""));
  setAttributes(first!.firstElementChild!, {
    "aria-pressed": String(isSelected),
  });
  const [icon, words, lateNow] = second!.children;
  setAttributes(icon!.firstElementChild!, attributes);
  setAttributes(icon!.firstElementChild!.firstElementChild!, {
    d: shapeOf(member, 5.5),
  });
  const remark = remarkOn(member);
  setText(words!, remark === "" ? "live" : remark);
  const isLateNow = isLate && remark === "";
  setText(lateNow!, isLateNow ? "· late" : "");
  setAttributes(lateNow!, { title: isLateNow ? LATE_NOW : undefined });
  COLUMNS.forEach(({ of }, i) => setText(rest[i]!, of(member)));
}
