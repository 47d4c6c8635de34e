/// <reference lib="dom" />
import type { Member } from "../model/mod.ts";
import { element, svg } from "../parts/element.ts";
import { shapeOf } from "./swarm_node.ts";

/** The shapes of the graph, and what they mean. */
const SHAPES = [
  { state: "live", isLate: false, words: "live" },
  { state: "live", isLate: true, words: "late" },
  { state: "joining", isLate: false, words: "joining" },
  { state: "suspected", isLate: false, words: "suspected" },
  { state: "done", isLate: false, words: "done" },
] as const;

/** Says what the shapes of the graph mean. */
export function shapeKey(): HTMLElement {
  return element(
    "ul",
    { class: "shape-key", "aria-label": "What the shapes mean" },
    ...SHAPES.map(({ state, isLate, words }) =>
      element(
        "li",
        {},
        svg(
          "svg",
          {
            width: 16,
            height: 16,
            viewBox: "-8 -8 16 16",
            "aria-hidden": true,
          },
          svg(
            "g",
            {
              class: "node",
              "data-state": state,
              "data-late": String(isLate),
            },
            svg("path", {
              class: "shape",
              d: shapeOf({ state, isLate } as unknown as Member, 5),
            }),
          ),
        ),
        words,
      )
    ),
  );
}
