/// <reference lib="dom" />
import { byName, isAway, isMissed, isOver, type Member } from "../model/mod.ts";
import {
  calm,
  element,
  keyed,
  setAttributes,
  setText,
  svg,
} from "../parts/element.ts";
import {
  bytesPerSecond,
  count,
  milliseconds,
  silence,
} from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import type { Controls, Shown, View } from "../parts/view.ts";
import { FACTS, PeerCard } from "./peer_card.ts";
import { shapeKey } from "./shape_key.ts";
import { placeLabels } from "./swarm_labels.ts";
import { type Layout, layOut, type Ring, ringLabelAt } from "./swarm_layout.ts";
import { labelled, SwarmNode } from "./swarm_node.ts";

/** Where keys lead. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** How far from the middle links begin where they are many, CSS pixels. */
const LINK_START = 26;

/** The swarm as a graph: who is there, how far, and who straggles. */
export class SwarmGraph implements View {
  readonly #panel = new Panel({
    id: "swarm",
    title: "Swarm",
    shows:
      "This peer in the middle; the farther out another stands, the longer a message takes to it. Lines are connections, thick where many bytes go; dashed where there is none. Who has been silent for 100 times as long as is usual of it is gone, and stands for ten minutes in words.",
    good:
      "round and filled shapes. A triangle straggles, a diamond has not been heard for too long. A peer that is gone needs no care: what it published is kept, and if it returns it joins in.",
    docs: "operations.md",
  });
  readonly #rings = svg("g", { class: "rings", "aria-hidden": "true" });
  readonly #links = svg("g", { class: "links", "aria-hidden": "true" });
  readonly #nodes = svg("g", { class: "nodes" });
  readonly #svg = svg(
    "svg",
    { class: "graph", role: "group", "aria-label": "Peers of the swarm" },
    this.#rings,
    this.#links,
    this.#nodes,
  );
  readonly #heldNodes = new Map<string, SwarmNode>();
  readonly #heldRoots = new Map<string, SVGGElement>();
  readonly #heldLinks = new Map<string, SVGLineElement>();
  readonly #heldRings = new Map<string, SVGGElement>();
  readonly #hint = element("p", { class: "remark", role: "status" });
  readonly #card = new PeerCard();
  readonly #controls: Controls;
  #drawn: unknown[] = [];
  #size = { width: 480, height: 380 };
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty graph. */
  constructor(controls: Controls) {
    this.#controls = controls;
    const frame = element("div", { class: "graph-frame" });
    frame.append(this.#svg);
    this.#panel.body.append(
      frame,
      this.#hint,
      shapeKey(),
      this.#card.root,
    );
    for (const { label, means } of FACTS) this.#panel.explain(label, means);
    this.#nodes.addEventListener("keydown", (event) => this.#step(event));
    new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.#size = { width, height };
      controls.redraw();
    }).observe(frame);
  }

  /** Draws. */
  draw({ moment: { members, phase }, history, selected }: Shown): void {
    const { width, height } = this.#size;
    const isPast = isOver(phase);
    const drawn = [members, selected, width, height, history.ended, isPast];
    if (drawn.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = drawn;
    // Together with what stands in it: until then the picture is as it was, smaller or larger.
    setAttributes(this.#svg, { viewBox: `0 0 ${width} ${height}` });
    const present = members.filter(({ state, connected }) =>
      state !== "gone" && (state !== "left" || connected)
    );
    this.#panel.await(
      members.length === 0
        ? "Nothing has been told yet: the swarm appears with the first figures."
        : undefined,
    );
    // Of a run that is over nothing can be mended.
    const isAlone = members.length === 1 && history.ended === undefined;
    setText(
      this.#hint,
      isAlone
        ? 'No second peer has been heard. If one should be there, run the command "doctor" on both machines.'
        : wordsOnGone(members, isPast),
    );
    calm(this.#hint, !isAlone);
    const layout = layOut(present, width, height);
    this.#drawRings(layout);
    this.#drawLinks(isPast ? [] : present, layout, !layout.hasNames);
    keyed(
      this.#nodes,
      this.#heldRoots,
      present.map(({ peer }) => peer),
      (peer) => {
        const node = new SwarmNode(() => this.#controls.select(peer));
        this.#heldNodes.set(peer, node);
        return node.root;
      },
    );
    for (const peer of this.#heldNodes.keys()) {
      if (!this.#heldRoots.has(peer)) this.#heldNodes.delete(peer);
    }
    const stop = present.find(({ peer }) => peer === selected)?.peer;
    const radius = layout.nodeRadius;
    const nodes = present.map((member) =>
      labelled(member, layout.places.get(member.peer)!, {
        radius,
        isTold: layout.hasNames || member.peer === selected,
      })
    );
    const labels = placeLabels(nodes, layout, this.#size);
    present.forEach((member, i) => {
      this.#heldNodes.get(member.peer)!.draw(member, nodes[i]!, {
        radius,
        isSelected: member.peer === selected,
        label: labels.get(member.peer),
        isStop: member.peer === (stop ?? present[0]!.peer),
      });
    });
    setAttributes(this.#svg, {
      "aria-label": `Swarm of ${count(present.length, "peer")}`,
    });
    this.#card.draw(
      members.find(({ peer }) => peer === selected) ?? members[0],
    );
  }

  /** Arrows lead from peer to peer, so that the graph is one stop for the tab key. */
  #step(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const nodes = [...this.#heldRoots.values()];
    const at = nodes.findIndex((node) => node === event.target);
    nodes[(at + step + nodes.length) % nodes.length]?.focus();
  }

  #drawRings(layout: Layout): void {
    const { rings, centre } = layout;
    const keys = rings.map(({ lagMs }) => String(lagMs));
    keyed(
      this.#rings,
      this.#heldRings,
      keys,
      () => svg("g", {}, svg("ellipse"), svg("text")),
    );
    rings.forEach((ring: Ring, i) => {
      const [ellipse, label] = this.#heldRings.get(keys[i]!)!.children;
      const { x, y } = centre;
      const place = ringLabelAt(layout, ring);
      setAttributes(ellipse!, { cx: x, cy: y, rx: ring.rx, ry: ring.ry });
      setAttributes(label!, {
        x: place.x,
        y: place.y + 4,
      });
      setText(label!, milliseconds(ring.lagMs));
    });
  }

  #drawLinks(
    present: readonly Member[],
    { places, centre }: Layout,
    isCrowded: boolean,
  ): void {
    const thick = isCrowded ? 1.5 : 5;
    // Links end before the middle, which is a blot where they are many.
    const start = isCrowded ? LINK_START : 0;
    // Who has left is connected with nobody, the teller itself included.
    const hasLeft = present.some((member) => member.isSelf && isAway(member));
    const others = present.filter((member) =>
      !hasLeft && !member.isSelf && !isAway(member)
    );
    keyed(
      this.#links,
      this.#heldLinks,
      others.map(({ peer }) => peer),
      () => svg("line"),
    );
    for (const { peer, connected, bytesPerSecond: rate, state } of others) {
      const link = this.#heldLinks.get(peer)!;
      const { x, y } = places.get(peer)!;
      const part = start /
        Math.max(1, Math.hypot(x - centre.x, y - centre.y));
      // From 1 px where nothing flows to the thickest at 10 MB/s and more.
      const width = 1 + thick * Math.min(1, Math.log10(1 + rate / 1000) / 4);
      setAttributes(link, {
        x1: Math.round(centre.x + part * (x - centre.x)),
        y1: Math.round(centre.y + part * (y - centre.y)),
        x2: x,
        y2: y,
        class: connected ? "is-connected" : "is-cut",
        "data-state": state,
        "stroke-width": connected ? Math.round(width * 10) / 10 : 1,
      });
      link.dataset.rate = bytesPerSecond(rate);
    }
  }
}

/** How many peers are named. */
const NAMED = 5;

/** Names of peers, with how long they have been silent: of many those who fell silent last; `tell` puts that in words. */
export function silentOnes(
  members: readonly Pick<Member, "name" | "silentMs">[],
  tell = silence,
): string {
  const named = members.toSorted((a, b) => a.silentMs - b.silentMs)
    .slice(0, NAMED);
  const groups = Map.groupBy(named, ({ silentMs }) => tell(silentMs));
  const words = [...groups].map(([time, group]) => {
    const names = group.map(({ name }) => name).sort(byName);
    return `${names.join(", ")}, silent for ${time}`;
  });
  const more = members.length - named.length;
  return [...words, ...more > 0 ? [`${more} more`] : []].join("; ");
}

function wordsOnGone(members: readonly Member[], isPast: boolean): string {
  const gone = members.filter((member) =>
    member.state === "gone" && isMissed(member)
  );
  if (gone.length === 0) return "";
  return isPast
    ? `Gone before the end: ${
      silentOnes(gone, milliseconds)
    }. What came from there is in the model.`
    : `Gone: ${
      silentOnes(gone)
    }. What was published is kept, and who returns joins in: nothing to do.`;
}
