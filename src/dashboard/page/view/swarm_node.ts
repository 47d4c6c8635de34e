/// <reference lib="dom" />
import type { Member } from "../model/mod.ts";
import { setAttributes, setText, svg } from "../parts/element.ts";
import { milliseconds } from "../parts/format.ts";
import type { Label, Labelled } from "./swarm_labels.ts";
import type { Place } from "./swarm_layout.ts";

/** A member as a node of the graph: its shape, ring and label say its state, not colour alone. */
export class SwarmNode {
  /** What it draws in. */
  readonly root: SVGGElement;
  readonly #ring = svg("circle", { class: "late-ring", r: 0 });
  readonly #halo = svg("circle", { class: "halo", r: 0 });
  readonly #shape = svg("path", { class: "shape" });
  readonly #name = svg("text", { class: "name" });
  readonly #remark = svg("text", { class: "remark" });

  /** `choose` is called when somebody wants to look at it. */
  constructor(choose: () => void) {
    this.root = svg(
      "g",
      { class: "node", role: "button" },
      this.#halo,
      this.#ring,
      this.#shape,
      this.#name,
      this.#remark,
    );
    this.root.addEventListener("click", choose);
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose();
    });
  }

  /** Draws a member at its place, with its label where it has one. */
  draw(
    member: Member,
    { place, name: shownName, remark: shownRemark }: Labelled,
    { radius, isSelected, label, isStop }: {
      radius: number;
      isSelected: boolean;
      label: Label | undefined;
      isStop: boolean;
    },
  ): void {
    const { name, state, isStraggler, isSelf } = member;
    const r = isSelf ? radius + SELF : radius;
    const remark = remarkOn(member);
    setAttributes(this.root, {
      "data-node": name,
      "data-state": state,
      "data-late": String(isStraggler),
      "data-self": isSelf,
      // As it stands beside the shape, for those who say what they see.
      "aria-label": [
        `${name} ${remark || (isSelf ? THIS : state)}`,
        isSelf && (remark === "" ? state : THIS),
        member.lagMs !== undefined && `${milliseconds(member.lagMs)} away`,
      ].filter(Boolean).join(", "),
      "aria-pressed": String(isSelected),
      tabindex: isStop ? 0 : -1,
    });
    this.root.style.transform = `translate(${place.x}px, ${place.y}px)`;
    setAttributes(this.#shape, { d: shapeOf(member, r) });
    setAttributes(this.#ring, { r: hasRing(member) ? r + 5 : 0 });
    setAttributes(this.#halo, { r: isSelected ? r + 9 : 0 });
    setText(this.#name, shownName);
    // The space is not shown, and parts the words where they are read as one text.
    setText(this.#remark, shownRemark === "" ? "" : ` ${shownRemark}`);
    if (label === undefined) return;
    const { x, anchor, nameY, remarkY } = label;
    setAttributes(this.#name, { x, y: nameY, "text-anchor": anchor });
    setAttributes(this.#remark, { x, y: remarkY, "text-anchor": anchor });
  }
}

/** What stands at the teller. */
const THIS = "this one";

/** By how much the teller's own shape is larger. */
const SELF = 3;

function hasRing({ isStraggler, isLagging }: Member): boolean {
  return isStraggler || isLagging;
}

/** What is to stand at a member's node, and the room that its shape takes. */
export function labelled(
  member: Member,
  place: Place,
  { radius, isTold }: { radius: number; isTold: boolean },
): Labelled {
  const { peer, name, isSelf } = member;
  const remark = remarkOn(member);
  const isNamed = isTold || remark !== "" || isSelf;
  return {
    peer,
    place,
    radius: radius + (isSelf ? SELF : 0) + (hasRing(member) ? 5 : 0),
    name: isNamed ? name : "",
    remark: remark === "" && isSelf ? THIS : remark,
  };
}

/** What is not as it should be, in a word or two. */
export function remarkOn(
  { state, isStraggler, isLagging, connected, isSelf }: Member,
): string {
  if (state !== "live") return state;
  if (isStraggler) return "slow";
  if (isLagging) return "lagging";
  return connected || isSelf ? "" : "no connection";
}

/** Circle: live; ring: joining; triangle: slow; diamond: suspected or gone; cross: left; square: done. */
export function shapeOf(
  { state, isStraggler }: Pick<Member, "state" | "isStraggler">,
  r: number,
): string {
  const q = r * 1.15;
  switch (state) {
    case "suspected":
    case "gone":
      return `M0 ${-q * 1.1}L${q * 1.1} 0L0 ${q * 1.1}L${-q * 1.1} 0Z`;
    case "left":
      return `M${-r * 0.7} ${-r * 0.7}L${r * 0.7} ${r * 0.7}M${-r * 0.7} ${
        r * 0.7
      }L${r * 0.7} ${-r * 0.7}`;
    case "done":
      return `M${-r * 0.9} ${-r * 0.9}H${r * 0.9}V${r * 0.9}H${-r * 0.9}Z`;
    default:
      return isStraggler
        ? `M0 ${-q * 1.15}L${q * 1.1} ${q * 0.75}H${-q * 1.1}Z`
        : `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`;
  }
}
