/// <reference lib="dom" />
import { Share } from "./share.ts";
import type { Shown, View } from "./view.ts";

/** Milliseconds between two drawings of a view. */
const EVERY_MS = 250;

/** Milliseconds of a frame that scripts may take; a view that has begun is finished. */
const BUDGET_MS = 6;

/** How far beyond the screen's edge a view is kept drawn, so that scrolling shows no gap. */
const MARGIN = "200px 0px";

/** Milliseconds between two drawings of views that cannot be seen. */
const UNSEEN_MS = 1000;

/**
 * Draws views: those that can be seen, only when there is something new, a few times a
 * second; with each frame while somebody drags, as many as it bears. Of the others one a
 * second: who searches the page, prints it or has it read aloud is not told old news.
 */
export class Scheduler {
  readonly #shown: () => Shown;
  readonly #views = new Map<Element, View>();
  readonly #visible = new Set<View>();
  readonly #stale = new Set<View>();
  readonly #observer: IntersectionObserver;
  #share: Share | undefined;
  #lastDrawn = -Infinity;
  #lastUnseen = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;

  /** `shown` says what to draw. */
  constructor(shown: () => Shown) {
    this.#shown = shown;
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const view = this.#views.get(target);
        if (view === undefined) continue;
        if (isIntersecting) this.#visible.add(view);
        else this.#visible.delete(view);
      }
      this.#plan(0);
    }, { rootMargin: MARGIN });
    document.addEventListener("visibilitychange", () => this.#plan(0));
  }

  /** Takes care of a view. */
  add(view: View): void {
    this.#views.set(view.root, view);
    this.#stale.add(view);
    this.#observer.observe(view.root);
  }

  /** There is something new; drawn soon. */
  invalidate(): void {
    for (const view of this.#views.values()) this.#stale.add(view);
    this.#plan(Math.max(0, this.#lastDrawn + EVERY_MS - performance.now()));
  }

  /** Somebody did something: drawn with the next frame. */
  draw(): void {
    for (const view of this.#views.values()) this.#stale.add(view);
    this.#plan(0);
  }

  #plan(delay: number): void {
    if (this.#frame !== undefined || document.hidden) return;
    if (delay > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#plan(0);
      }, delay);
      return;
    }
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = undefined;
      this.#run(now);
    });
  }

  #run(now: number): void {
    // Whoever has waited longest is first, behind those that are drawn with each frame.
    const due = [...this.#stale].filter((view) => this.#visible.has(view))
      .sort((a, b) => Number(b.isFirst ?? false) - Number(a.isFirst ?? false));
    // They wait in the order in which they were last drawn.
    const unseen = now - this.#lastUnseen < UNSEEN_MS
      ? undefined
      : [...this.#stale].find((view) => !this.#visible.has(view));
    if (due.length === 0 && unseen === undefined) return;
    const began = performance.now();
    this.#lastDrawn = began;
    this.#share ??= new Share(this.#views.size);
    const share = this.#share.at(now);
    const shown = this.#shown();
    let turns = 0;
    for (const view of due) {
      const isOver = turns >= share || performance.now() - began > BUDGET_MS;
      if (turns > 0 && isOver) break;
      if (!view.isFirst) turns++;
      this.#stale.delete(view);
      view.draw(shown);
    }
    if (unseen !== undefined) {
      this.#lastUnseen = now;
      this.#stale.delete(unseen);
      unseen.draw(shown);
    }
    // What does not fit in this frame is drawn in the next.
    if (due.some((view) => this.#stale.has(view))) this.#plan(0);
  }
}
