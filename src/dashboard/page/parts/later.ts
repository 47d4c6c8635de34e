/// <reference lib="dom" />
import { element } from "./element.ts";

const veils = new Set<HTMLElement>();

/** Where all of them are: a chart may come after the line has stopped. */
let transform = "translateX(100%)";

/**
 * What lies over a chart: a line at the moment that is looked at, and what comes later behind
 * a veil. It is a layer of its own that is only moved: the chart under it is not drawn again.
 */
export function veil(): HTMLElement {
  const later = element("div", { class: "later" });
  later.style.transform = transform;
  veils.add(later);
  return element("div", { class: "later-frame" }, later);
}

/** Moves the line in all charts, which show the same time, to a part of their width; 1 is out of sight. */
export function moveVeils(part: number): void {
  transform = `translateX(${Number((100 * part).toFixed(2))}%)`;
  for (const { style } of veils) {
    if (style.transform !== transform) style.transform = transform;
  }
}
