/// <reference lib="dom" />
import { element, setText } from "./element.ts";

/** What a panel says of itself. */
export interface PanelOptions {
  /** Its id on the page; the place in the grid goes by it. */
  id: string;
  /** What it is called. */
  title: string;
  /** What it shows, in a line. */
  shows: string;
  /** What good looks like, in a line. */
  good: string;
  /** The page of the documentation that explains it. */
  docs?: string;
}

/** A part of the page with a title, an explanation and room for a view. */
export class Panel {
  /** The panel itself. */
  readonly root: HTMLElement;
  /** Where the view draws. */
  readonly body: HTMLElement = element("div", { class: "panel-body" });
  /** The figures beside the title. */
  readonly aside: HTMLElement = element("div", { class: "panel-aside" });
  readonly #terms = element("dl", { class: "terms", hidden: true });
  readonly #empty = element("p", { class: "empty", hidden: true });

  /** Makes a panel. */
  constructor({ id, title, shows, good, docs }: PanelOptions) {
    const heading = element("h2", { id: `${id}-title` }, title);
    const more = element(
      "p",
      { class: "note" },
      element("strong", {}, "Good: "),
      good,
      docs === undefined ? undefined : element(
        "span",
        { class: "docs" },
        " More in the documentation: ",
        element("code", {}, `docs/${docs}`),
      ),
    );
    const summary = element(
      "summary",
      { "aria-label": `About ${title}`, title: `${shows} Good: ${good}` },
      "?",
    );
    const help = element(
      "details",
      { class: "help" },
      summary,
      element(
        "div",
        {
          class: "help-text",
          tabindex: 0,
          role: "note",
          "aria-label": `About ${title}`,
        },
        element("p", {}, shows),
        this.#terms,
        more,
      ),
    );
    this.root = element(
      "section",
      { id, class: "panel", "aria-labelledby": `${id}-title` },
      element("header", { class: "panel-head" }, heading, help, this.aside),
      this.body,
      this.#empty,
    );
    help.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      help.open = false;
      summary.focus();
    });
    help.addEventListener("focusout", ({ relatedTarget }) => {
      if (!help.contains(relatedTarget as Node | null)) help.open = false;
    });
  }

  /** A figure with its label; what it means stands in the panel's explanation, and shows when the pointer rests on it. */
  fact(label: string, value: HTMLElement, meaning: string): HTMLElement {
    this.explain(label, meaning);
    return element(
      "div",
      { title: meaning },
      element("dt", {}, label),
      element("dd", {}, value),
    );
  }

  /** Adds a term to the panel's explanation, and to what it stands in. */
  explain(term: string, meaning: string, ...where: HTMLElement[]): void {
    this.#terms.hidden = false;
    this.#terms.append(
      element("dt", {}, term),
      element("dd", {}, meaning),
    );
    for (const target of where) target.title = meaning;
  }

  /** Says what is awaited instead of showing the view; shows the view again without. */
  await(what?: string): void {
    this.#empty.hidden = what === undefined;
    this.body.classList.toggle("is-waiting", what !== undefined);
    this.body.inert = what !== undefined;
    if (what !== undefined) setText(this.#empty, what);
  }
}
