/// <reference lib="dom" />
import { element, setAttributes, setText, svg } from "./element.ts";
import type { Line } from "./chart_options.ts";

/** Which lines a chart has, and what they are at the moment: of fixed height, so that nothing jumps. */
export class Legend {
  /** Height, CSS pixels. */
  static readonly HEIGHT = 24;
  /** What it draws in. */
  readonly root: HTMLElement;
  readonly #values: HTMLElement[] = [];
  readonly #note = element("span", { class: "when" });
  readonly #when = element("span", { class: "when" });

  /** Makes the legend of these lines. */
  constructor(lines: readonly Line[]) {
    const items = lines.map((line) => {
      const value = element("span", { class: "value" });
      this.#values.push(value);
      return element(
        "span",
        { class: "key" },
        sample(line),
        element("span", { class: "label" }, line.label),
        value,
      );
    });
    this.root = element(
      "div",
      { class: "legend" },
      ...items,
      this.#note,
      this.#when,
    );
  }

  /** Says something of the chart as a whole. */
  note(words: string): void {
    setText(this.#note, words);
  }

  /** Says the values, in the order of the lines, and of when they are. */
  tell(values: readonly string[], when: string): void {
    values.forEach((value, i) => setText(this.#values[i]!, value));
    setText(this.#when, when);
  }
}

/** A bit of the line as the chart draws it. */
function sample({ ink, dash, width, hasPoints }: Line): SVGElement {
  const root = svg("svg", { class: "sample", width: 22, height: 10 });
  const line = svg("line", {
    x1: 1,
    x2: 21,
    y1: 5,
    y2: 5,
    class: `stroke-${ink}`,
    "stroke-width": width ?? 2,
  });
  if (dash !== undefined) {
    setAttributes(line, { "stroke-dasharray": dash.join(" ") });
  }
  root.append(line);
  if (hasPoints) {
    root.append(svg("circle", {
      cx: 11,
      cy: 5,
      r: 3,
      class: `stroke-${ink} hollow`,
      "stroke-width": 2,
    }));
  }
  root.setAttribute("aria-hidden", "true");
  return root;
}
