/// <reference lib="dom" />
import { element } from "./element.ts";

/** What an explanation says. */
export interface HelpOptions {
  /** What it explains. */
  title: string;
  /** What is shown, in a line. */
  shows: string;
  /** What good looks like, in a line. */
  good: string;
  /** The page of the documentation that says more. */
  docs?: string;
}

/** An explanation behind a question mark: opens by click or key, closes by Escape or when it is left. */
export class Help {
  /** The question mark, and what it opens. */
  readonly root: HTMLDetailsElement;
  readonly #terms = element("dl", { class: "terms", hidden: true });

  /** Makes an explanation without terms. */
  constructor({ title, shows, good, docs }: HelpOptions) {
    const about = `About ${title}`;
    const summary = element(
      "summary",
      { "aria-label": about, title: `${shows} Good: ${good}` },
      "?",
    );
    const more = docs === undefined ? undefined : element(
      "span",
      { class: "docs" },
      " More in the documentation: ",
      element(
        "a",
        { href: `/docs/${docs}`, target: "_blank" },
        `docs/${docs}`,
      ),
    );
    this.root = element(
      "details",
      { class: "help" },
      summary,
      element(
        "div",
        { class: "help-text", tabindex: 0, role: "note", "aria-label": about },
        element("p", {}, shows),
        this.#terms,
        element(
          "p",
          { class: "note" },
          element("strong", {}, "Good: "),
          good,
          more,
        ),
      ),
    );
    this.root.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      this.root.open = false;
      summary.focus();
    });
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.root.contains(relatedTarget as Node | null)) {
        this.root.open = false;
      }
    });
  }

  /** Adds a term, and says the same where the pointer rests on one of the elements. */
  explain(term: string, meaning: string, ...where: HTMLElement[]): void {
    this.#terms.hidden = false;
    this.#terms.append(
      element("dt", {}, term),
      element("dd", {}, meaning),
    );
    for (const target of where) target.title = meaning;
  }
}
