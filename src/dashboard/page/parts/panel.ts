/// <reference lib="dom" />
import { element, setText } from "./element.ts";
import { Help, type HelpOptions } from "./help.ts";

/** What a panel says of itself. */
export interface PanelOptions extends HelpOptions {
  /** Its id on the page; the place in the grid goes by it. */
  id: string;
}

/** A part of the page with a title, an explanation and room for a view. */
export class Panel {
  /** The panel itself. */
  readonly root: HTMLElement;
  /** Where the view draws. */
  readonly body: HTMLElement = element("div", { class: "panel-body" });
  /** The figures beside the title. */
  readonly aside: HTMLElement = element("div", { class: "panel-aside" });
  readonly #help: Help;
  readonly #empty = element("p", { class: "empty", hidden: true });

  /** Makes a panel. */
  constructor({ id, ...help }: PanelOptions) {
    this.#help = new Help(help);
    const heading = element("h2", { id: `${id}-title` }, help.title);
    this.root = element(
      "section",
      { id, class: "panel", "aria-labelledby": `${id}-title` },
      element(
        "header",
        { class: "panel-head" },
        heading,
        this.#help.root,
        this.aside,
      ),
      this.body,
      this.#empty,
    );
  }

  /** A figure with its label; what it means stands in the panel's explanation, and shows when the pointer rests on it. */
  fact(label: string, value: HTMLElement, meaning: string): HTMLElement {
    const root = element(
      "div",
      {},
      element("dt", {}, label),
      element("dd", {}, value),
    );
    this.explain(label, meaning, root);
    return root;
  }

  /** Adds a term to the panel's explanation, and to what it stands in. */
  explain(term: string, meaning: string, ...where: HTMLElement[]): void {
    this.#help.explain(term, meaning, ...where);
  }

  /** Says what is awaited instead of showing the view; shows the view again without. */
  await(what?: string): void {
    this.#empty.hidden = what === undefined;
    this.body.classList.toggle("is-waiting", what !== undefined);
    this.body.inert = what !== undefined;
    if (what !== undefined) setText(this.#empty, what);
  }
}
