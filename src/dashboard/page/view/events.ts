/// <reference lib="dom" />
import type { FeedItem, Told } from "../model/mod.ts";
import { element, keyed, setText } from "../parts/element.ts";
import { clock, count } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { roving } from "../parts/roving.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** Lines in the document at once. */
const MOST = 120;

/** What tones are called, and the sign that tells them apart without colour. */
const TONES: Readonly<
  Record<FeedItem["tone"], { sign: string; name?: string }>
> = {
  plain: { sign: "·" },
  good: { sign: "✓", name: "good news" },
  warning: { sign: "▲", name: "warning" },
};

/** How far apart sentences are read aloud, seconds: of many at once the newest counts. */
const SENTENCE = 5;

const FILTERS = [["news", "News"], ["all", "All"], ["warning", "▲ Warnings"], [
  "good",
  "✓ Good news",
]] as const;

/** What each epoch brings, and charts show: among the news stands the newest of each. */
const REGULAR = ["epoch", "validation"];

/** What mends itself all the time. */
const ROUTINE = ["catch-up"];

/** What happened, in words, newest first. */
export class EventsView implements View {
  readonly #panel = new Panel({
    id: "events",
    title: "Events",
    shows:
      "What happened, in words, newest first. A time leads to its moment. The news are without epochs but for the newest one, and without requests for updates that were missed; All has them.",
    good: "few warnings, and each of them followed by good news.",
    docs: "events.md",
  });
  readonly #count = element("span", { class: "of" });
  readonly #list = element("ol", {
    class: "events",
    "aria-label": "Events, newest first",
  });
  readonly #search = element("input", {
    type: "search",
    placeholder: "Find …",
    "aria-label": "Show events that contain",
  });
  /** Read aloud: only what matters. */
  readonly #aloud = element("p", {
    class: "aloud",
    "aria-live": "polite",
  });
  readonly #held = new Map<string, HTMLElement>();
  readonly #keys = new WeakMap<Told<FeedItem>, string>();
  readonly #items = new Map<string, Told<FeedItem>>();
  readonly #controls: Controls;
  #serial = 0;
  #tone: typeof FILTERS[number][0] = "news";
  #told: Told<FeedItem> | undefined;
  #saidAt = -Infinity;
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty list. */
  constructor(controls: Controls) {
    this.#controls = controls;
    this.#search.addEventListener("input", () => controls.redraw());
    const tones = FILTERS.map(([tone, label]) => {
      const button = element("button", {
        type: "button",
        "aria-pressed": String(tone === "news"),
      }, label);
      button.addEventListener("click", () => {
        this.#tone = tone;
        for (const other of tones) {
          other.setAttribute("aria-pressed", String(other === button));
        }
        controls.redraw();
      });
      return button;
    });
    this.#panel.aside.append(this.#count);
    roving(this.#list);
    this.#panel.body.append(
      element(
        "div",
        { class: "filter" },
        element(
          "div",
          { class: "choice", role: "group", "aria-label": "Which events" },
          ...tones,
        ),
        this.#search,
      ),
      this.#list,
      this.#aloud,
    );
  }

  /** Draws. */
  draw({ history: { feed }, moment }: Shown): void {
    const told = feed.until(moment.time);
    const wanted = this.#search.value.trim().toLowerCase();
    const shown: Told<FeedItem>[] = [];
    const regular = new Set(REGULAR);
    for (let i = told.length - 1; i >= 0 && shown.length < MOST; i--) {
      const { type, tone, words } = told[i]!.value;
      if (this.#tone === "news") {
        if (ROUTINE.includes(type)) continue;
        if (REGULAR.includes(type) && !regular.delete(type)) continue;
      } else if (this.#tone !== "all" && tone !== this.#tone) continue;
      if (wanted !== "" && !words.toLowerCase().includes(wanted)) continue;
      shown.push(told[i]!);
    }
    this.#panel.await(
      feed.all.length === 0 ? "Nothing has happened yet." : undefined,
    );
    setText(
      this.#count,
      shown.length === Math.min(MOST, told.length)
        ? count(told.length, "event")
        : `${count(shown.length, "event")} of ${told.length}`,
    );
    this.#items.clear();
    for (const item of shown) this.#items.set(this.#keyOf(item), item);
    keyed(
      this.#list,
      this.#held,
      [...this.#items.keys()],
      (key) => this.#line(this.#items.get(key)!),
    );
    if (moment.isNewest) this.#sayAloud(told, moment.time);
  }

  #sayAloud(told: readonly Told<FeedItem>[], now: number): void {
    const newest = told.findLast(({ value }) => value.tone !== "plain");
    if (newest === undefined || newest === this.#told) return;
    // One sentence has to be over before the next one begins.
    if (now >= this.#saidAt && now < this.#saidAt + SENTENCE) return;
    this.#saidAt = now;
    const isFirst = this.#told === undefined;
    this.#told = newest;
    // What had happened before the page was opened is not read aloud.
    if (!isFirst) setText(this.#aloud, newest.value.words);
  }

  #keyOf(item: Told<FeedItem>): string {
    let key = this.#keys.get(item);
    if (key === undefined) {
      key = String(this.#serial++);
      this.#keys.set(item, key);
    }
    return key;
  }

  #line({ time, value: { type, tone, words } }: Told<FeedItem>): HTMLElement {
    const when = element("button", {
      type: "button",
      class: "when",
      tabindex: -1,
      title: "Look at this moment",
    }, clock(time));
    when.addEventListener("click", () => this.#controls.seek(time));
    return element(
      "li",
      { "data-event": type, "data-tone": tone },
      when,
      signOf(tone),
      element("span", { class: "words" }, words),
    );
  }
}

/** What matters is said in a word, too. */
function signOf(tone: FeedItem["tone"]): HTMLElement {
  const { sign, name } = TONES[tone];
  return element(
    "span",
    name === undefined
      ? { class: "sign", "aria-hidden": "true" }
      : { class: "sign", role: "img", "aria-label": name, title: name },
    sign,
  );
}
