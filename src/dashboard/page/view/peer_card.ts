/// <reference lib="dom" />
import type { Member } from "../model/mod.ts";
import { element, setText } from "../parts/element.ts";
import {
  bytes,
  bytesPerSecond,
  milliseconds,
  number,
  percent,
  rate,
  whole,
} from "../parts/format.ts";
import { remarkOn } from "./swarm_node.ts";

/** The facts of a member, in the order in which they are shown. */
const FACTS: [label: string, of: (member: Member) => string][] = [
  ["address", ({ address, isSelf }) => address ?? (isSelf ? "here" : "–")],
  ["lag, one way", ({ lagMs }) => milliseconds(lagMs)],
  ["folded after", ({ acknowledgeMs }) => milliseconds(acknowledgeMs)],
  [
    "heard",
    ({ silentMs, isSelf }) => isSelf ? "–" : `${milliseconds(silentMs)} ago`,
  ],
  ["round", ({ round }) => whole(round)],
  ["gradient p50", ({ compute }) => milliseconds(compute?.p50)],
  ["gradient p99", ({ compute }) => milliseconds(compute?.p99)],
  ["published", ({ published }) => whole(published)],
  [
    "of that, here",
    ({ published, folded }) =>
      published > 0 ? percent(folded / published) : "–",
  ],
  ["updates/s", ({ updatesPerSecond }) => rate(updatesPerSecond)],
  ["traffic", (member) => bytesPerSecond(member.bytesPerSecond)],
  ["an update", ({ updateBytes }) => bytes(updateBytes)],
  ["waiting for it", ({ waitingBytes }) => bytes(waitingBytes)],
  ["codec", ({ codec }) => codec ?? "–"],
  ["behind", ({ behind }) => whole(behind)],
  ["missing here", ({ missing }) => number(missing)],
  ["loss", ({ loss }) => number(loss)],
];

/** The figures of the peer that somebody has chosen. */
export class PeerCard {
  /** What it draws in. */
  readonly root: HTMLElement;
  readonly #title = element("h3");
  readonly #state = element("span", { class: "card-state" });
  readonly #key = element("code", { class: "card-key" });
  readonly #values = FACTS.map(() => element("dd"));
  /** Makes an empty card. */
  constructor() {
    this.root = element(
      "div",
      {
        class: "card",
        "aria-label": "Figures of the chosen peer",
        role: "group",
      },
      element(
        "header",
        {},
        this.#title,
        this.#state,
        this.#key,
        element(
          "span",
          { class: "card-hint" },
          "choose a peer to see its figures",
        ),
      ),
      element(
        "dl",
        { class: "card-facts" },
        ...FACTS.map(([label], i) =>
          element("div", {}, element("dt", {}, label), this.#values[i])
        ),
      ),
    );
  }

  /** Draws a member; the last one stays where there is none. */
  draw(member: Member | undefined): void {
    if (member === undefined) return;
    setText(this.#title, member.name);
    const remark = remarkOn(member);
    setText(
      this.#state,
      member.isSelf ? "this peer" : remark === "" ? "live" : remark,
    );
    setText(this.#key, member.peer.slice(0, 12));
    FACTS.forEach(([, of], i) => setText(this.#values[i]!, of(member)));
  }
}
