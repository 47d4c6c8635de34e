/// <reference lib="dom" />
import type { Member } from "../model/mod.ts";
import { element, setText } from "../parts/element.ts";
import {
  bytes,
  bytesPerSecond,
  decimals,
  milliseconds,
  number,
  percent,
  rate,
  whole,
} from "../parts/format.ts";
import { remarkOn } from "./swarm_node.ts";

/** A figure of a member. */
interface Fact {
  label: string;
  /** What it is, and what good looks like. */
  means: string;
  of: (member: Member) => string;
}

/** The facts of a member, in the order in which they are shown. */
export const FACTS: readonly Fact[] = [
  {
    label: "address",
    means: "Where it is connected from here.",
    of: ({ address, isSelf }) => address ?? (isSelf ? "here" : "–"),
  },
  {
    label: "lag, one way",
    means: "How long a message takes from here to it.",
    of: ({ lagMs }) => milliseconds(lagMs),
  },
  {
    label: "folded after",
    means:
      "From publishing an update here until it says that it has taken it into its model.",
    of: ({ acknowledgeMs }) => milliseconds(acknowledgeMs),
  },
  {
    label: "heard",
    means:
      "When it last said anything. After a while of silence it is suspected.",
    of: ({ silentMs, isSelf }) =>
      isSelf ? "–" : `${milliseconds(silentMs)} ago`,
  },
  {
    label: "round",
    means: "The step that it works on. Rounds far apart: one of them is slow.",
    of: ({ round }) => whole(round),
  },
  {
    label: "gradient p50",
    means: "How long its gradients take: half of them longer.",
    of: ({ compute }) => milliseconds(compute?.p50),
  },
  {
    label: "gradient p99",
    means: "How long its gradients take: one of a hundred longer.",
    of: ({ compute }) => milliseconds(compute?.p99),
  },
  {
    label: "slowness",
    means:
      "Its gradients take so many times as long as the median peer's. From 3 on it is marked as slow.",
    of: ({ slowness }) =>
      slowness === undefined ? "–" : `${decimals(slowness, 1)}×`,
  },
  {
    label: "published",
    means: "Updates that it has published.",
    of: ({ published }) => whole(published),
  },
  {
    label: "folded here",
    means:
      "The part of its updates that this peer's model has. Near 100 % is good.",
    of: ({ published, folded }) =>
      published > 0 ? percent(folded / published) : "–",
  },
  {
    label: "updates/s",
    means: "Updates that it publishes a second, of late.",
    of: ({ updatesPerSecond }) => rate(updatesPerSecond),
  },
  {
    label: "traffic",
    means:
      "Bytes a second over the connection with it, both ways; of this peer, over all.",
    of: (member) => bytesPerSecond(member.bytesPerSecond),
  },
  {
    label: "an update",
    means: "Bytes of its newest update.",
    of: ({ updateBytes }) => bytes(updateBytes),
  },
  {
    label: "waiting for it",
    means:
      "Bytes that wait here to be sent to it. If they grow, its link is slow.",
    of: ({ waitingBytes }) => bytes(waitingBytes),
  },
  {
    label: "codec",
    means: "How its newest update was written.",
    of: ({ codec }) => codec ?? "–",
  },
  {
    label: "behind",
    means: "Updates of this peer that it has yet to take into its model.",
    of: ({ behind }) => whole(behind),
  },
  {
    label: "not here yet",
    means:
      "What it has published and this peer's model lacks, in steps. Below 1 is good.",
    of: ({ missing }) => number(missing),
  },
  {
    label: "loss",
    means: "Training loss of its newest update.",
    of: ({ loss }) => number(loss),
  },
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
        ...FACTS.map(({ label, means }, i) =>
          element(
            "div",
            { title: means },
            element("dt", {}, label),
            this.#values[i],
          )
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
    FACTS.forEach(({ of }, i) => setText(this.#values[i]!, of(member)));
  }
}
