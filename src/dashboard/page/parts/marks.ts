/// <reference lib="dom" />
import type uPlot from "uplot";
import { element, setText } from "./element.ts";
import { clock } from "./format.ts";
import { type Ink, ink } from "./palette.ts";

/** The shape of a mark: that, and not its colour, tells what it is. */
export type Shape = "up" | "down" | "tick" | "diamond";

/** Something that happened, marked in a chart. */
export interface Mark {
  /** When, seconds. */
  time: number;
  /** What it looks like. */
  shape: Shape;
  /** Its colour. */
  ink: Ink;
  /** What it was, in words. */
  words: string;
}

/** How near the pointer must be, CSS pixels. */
const NEAR = 9;

/** Marks at a chart's upper edge, which say in words what they are when the pointer is near. */
export class Marks {
  readonly #tip = element("div", { class: "tip", hidden: true });
  #marks: readonly Mark[] = [];

  /** `root`: what the words appear in. */
  constructor(root: HTMLElement) {
    root.append(this.#tip);
  }

  /** Listens to the pointer over a chart. */
  attach(plot: uPlot): void {
    plot.over.addEventListener("mousemove", ({ offsetX }) => {
      const mark = this.#nearest(plot, offsetX);
      this.#tip.hidden = mark === undefined;
      if (mark === undefined) return;
      setText(this.#tip, `${clock(mark.time)}  ${mark.words}`);
      const width = plot.over.clientWidth;
      const left = plot.valToPos(mark.time, "x");
      this.#tip.classList.toggle("to-left", left > width / 2);
      this.#tip.style.setProperty(
        "--at",
        `${left + plot.over.offsetLeft}px`,
      );
    });
    plot.over.addEventListener("mouseleave", () => {
      this.#tip.hidden = true;
    });
  }

  /** What there is to mark, oldest first. */
  set(marks: readonly Mark[]): void {
    this.#marks = marks;
  }

  /** Draws them. */
  draw(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const unit = bbox.width / Math.max(1, plot.over.clientWidth);
    const { min = 0, max = 0 } = plot.scales.x!;
    let last = -Infinity;
    for (const { time, shape, ink: colour } of this.#marks) {
      if (time < min || time > max) continue;
      const x = Math.round(plot.valToPos(time, "x", true)) + 0.5;
      // Marks that would hide each other are one.
      if (x - last < 3 * unit) continue;
      last = x;
      ctx.save();
      ctx.translate(x, bbox.top);
      ctx.scale(unit, unit);
      ctx.fillStyle = ink(colour);
      ctx.strokeStyle = ink(colour);
      trace(ctx, shape);
      ctx.restore();
    }
  }

  #nearest(plot: uPlot, x: number): Mark | undefined {
    let best: Mark | undefined;
    let least = NEAR;
    for (const mark of this.#marks) {
      const distance = Math.abs(plot.valToPos(mark.time, "x") - x);
      if (distance <= least) {
        least = distance;
        best = mark;
      }
    }
    return best;
  }
}

/** Paths are in CSS pixels, from the upper edge of the plot. */
function trace(ctx: CanvasRenderingContext2D, shape: Shape): void {
  ctx.beginPath();
  if (shape === "tick") {
    ctx.moveTo(0, -7);
    ctx.lineTo(0, 0);
    ctx.stroke();
    return;
  }
  const corners: [number, number][] = shape === "up"
    ? [[-4.5, 0], [4.5, 0], [0, -8]]
    : shape === "down"
    ? [[-4.5, -8], [4.5, -8], [0, 0]]
    : [[0, -9], [4.5, -4.5], [0, 0], [-4.5, -4.5]];
  for (const [x, y] of corners) ctx.lineTo(x, y);
  ctx.closePath();
  ctx.fill();
}
