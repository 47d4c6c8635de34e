/// <reference lib="dom" />
import type { Member } from "../model/mod.ts";
import { setAttributes, setText, svg } from "../parts/element.ts";
import { milliseconds } from "../parts/format.ts";
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

  /** Draws a member at its place. */
  draw(
    member: Member,
    place: Place,
    options: {
      radius: number;
      hasName: boolean;
      isSelected: boolean;
      isAbove: boolean;
      isStop: boolean;
    },
  ): void {
    const { name, state, isStraggler, isLagging, isSelf } = member;
    const { radius, hasName, isSelected } = options;
    const r = isSelf ? radius + 3 : radius;
    const remark = remarkOn(member);
    setAttributes(this.root, {
      "data-node": name,
      "data-state": state,
      "data-late": String(isStraggler),
      "data-self": isSelf,
      // As it stands beside the shape, for those who say what they see.
      "aria-label": `${name} ${remark === "" ? state : remark}${
        isSelf ? ", this peer" : ""
      }${
        member.lagMs === undefined ? "" : `, ${milliseconds(member.lagMs)} away`
      }`,
      "aria-pressed": String(isSelected),
      tabindex: options.isStop ? 0 : -1,
    });
    this.root.style.transform = `translate(${place.x}px, ${place.y}px)`;
    setAttributes(this.#shape, { d: shapeOf(member, r) });
    const hasRing = isStraggler || isLagging;
    setAttributes(this.#ring, { r: hasRing ? r + 5 : 0 });
    setAttributes(this.#halo, { r: isSelected ? r + 9 : 0 });
    const isTold = hasName || isSelected || remark !== "" || isSelf;
    setText(this.#name, isTold ? name : "");
    // The space is not shown, and parts the words where they are read as one text.
    const words = remark === "" && isSelf ? "this one" : remark;
    setText(this.#remark, isTold && words !== "" ? ` ${words}` : "");
    // On the side away from the middle, where no line is.
    const isAbove = options.isAbove;
    setAttributes(this.#name, {
      y: isAbove
        ? -r - (remark ? 22 : 9) - (hasRing ? 4 : 0)
        : r + 17 + (hasRing ? 4 : 0),
    });
    setAttributes(this.#remark, {
      y: isAbove ? -r - 9 - (hasRing ? 4 : 0) : r + 30 + (hasRing ? 4 : 0),
    });
  }
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
