/// <reference lib="dom" />
import { element, svg } from "../parts/element.ts";
import { shapeOf } from "./swarm_node.ts";

/** The shapes of the graph, and what they mean. */
const SHAPES = [
  { state: "live", isStraggler: false, words: "live" },
  { state: "live", isStraggler: true, words: "slow" },
  { state: "joining", isStraggler: false, words: "joining" },
  { state: "suspected", isStraggler: false, words: "suspected" },
  { state: "done", isStraggler: false, words: "done" },
  { state: "left", isStraggler: false, words: "left" },
] as const;

/** Says what the shapes of the graph mean. */
export function shapeKey(): HTMLElement {
  return element(
    "ul",
    { class: "shape-key", "aria-label": "What the shapes mean" },
    ...SHAPES.map(({ state, isStraggler, words }) =>
      element(
        "li",
        {},
        svg(
          "svg",
          {
            width: 16,
            height: 16,
            viewBox: "-8 -8 16 16",
            "aria-hidden": "true",
          },
          svg(
            "g",
            {
              class: "node",
              "data-state": state,
              "data-late": String(isStraggler),
            },
            svg("path", {
              class: "shape",
              d: shapeOf({ state, isStraggler }, 5),
            }),
          ),
        ),
        words,
      )
    ),
  );
}
