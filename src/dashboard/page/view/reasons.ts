/// <reference lib="dom" />
import type { Told } from "../model/mod.ts";
import { element, keyed, setAttributes } from "../parts/element.ts";
import { clock } from "../parts/format.ts";
import { roving } from "../parts/roving.ts";
import type { Controls } from "../parts/view.ts";

/** Lines that a list holds. */
const MOST = 40;

/** A line of a list of reasons. */
export interface Reason {
  /** What happened, in short: `K 4 → 3`. */
  what: string;
  /** Why, in numbers. */
  why: string;
}

/** What was changed and why, newest first; a line leads to its moment. */
export class Reasons {
  /** What it draws in. */
  readonly root: HTMLOListElement;
  readonly #controls: Controls;
  readonly #point: (time?: number) => void;
  readonly #held = new Map<string, HTMLElement>();
  #drawn = "";

  /** `label` says what the list holds; `point` is called with the moment of the line that is looked at. */
  constructor(
    label: string,
    controls: Controls,
    point: (time?: number) => void,
  ) {
    this.#point = point;
    this.root = element("ol", {
      class: "reasons",
      "aria-label": label,
    });
    roving(this.root);
    this.#controls = controls;
  }

  /** Draws those that were told, oldest first; `none` stands where there are none. */
  draw(told: readonly Told<Reason>[], none = "No change so far."): void {
    setAttributes(this.root, { "data-none": none });
    const last = told.at(-1);
    const signature = `${told.length} ${last?.time} ${last?.value.what}`;
    if (signature === this.#drawn) return;
    this.#drawn = signature;
    // The line that is pointed at moves away, and says nothing more.
    if (this.root.matches(":hover, :focus-within")) this.#point();
    const items = new Map<string, Told<Reason>>();
    for (let i = told.length - 1; i >= 0 && items.size < MOST; i--) {
      const { time, value: { what } } = told[i]!;
      items.set(`${i} ${time} ${what}`, told[i]!);
    }
    keyed(
      this.root,
      this.#held,
      [...items.keys()],
      (key) => this.#line(items.get(key)!),
    );
  }

  #line({ time, value }: Told<Reason>): HTMLElement {
    const when = element("button", {
      type: "button",
      class: "when",
      tabindex: -1,
      title: "Look at this moment",
    }, clock(time));
    when.addEventListener("click", () => this.#controls.seek(time));
    const line = element(
      "li",
      {},
      when,
      element("strong", {}, value.what),
      element("span", {}, value.why),
    );
    for (const type of ["mouseenter", "focusin"]) {
      line.addEventListener(type, () => this.#point(time));
    }
    for (const type of ["mouseleave", "focusout"]) {
      line.addEventListener(type, () => this.#point());
    }
    return line;
  }
}
