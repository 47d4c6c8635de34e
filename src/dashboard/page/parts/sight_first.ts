/// <reference lib="dom" />

/** For how long nothing may have been asked for before what is out of sight is drawn, ms. */
const CALM_MS = 300;

/** How many of those out of sight are drawn all the same each time: nobody waits for long. */
const SPARE = 4;

/** How far beyond the frame's edge rows count as seen, so that scrolling shows no gap. */
const MARGIN = "60px 0px";

/**
 * Draws the rows of a frame that scrolls: those in sight at once, the others as soon as there is
 * a moment's peace. So a long list costs no more than what is seen of it while somebody drags
 * through time, and whoever reads or searches it soon finds it whole.
 */
export class SightFirst<Row extends Element, Item> {
  readonly #observer: IntersectionObserver;
  readonly #draw: (row: Row, item: Item) => void;
  readonly #hidden = new WeakSet<Element>();
  readonly #waiting = new Map<Row, Item>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `draw` makes a row of the frame show an item. */
  constructor(frame: Element, draw: (row: Row, item: Item) => void) {
    this.#draw = draw;
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#hidden.delete(target);
        else this.#hidden.add(target);
      }
      this.#drawWaiting((row) => !this.#hidden.has(row));
    }, { root: frame, rootMargin: MARGIN });
  }

  /** Takes care of a row; it counts as seen until it is known not to be. */
  add(row: Row): void {
    this.#observer.observe(row);
  }

  /** Shows items in their rows. */
  draw(items: Iterable<readonly [Row, Item]>): void {
    for (const [row, item] of items) {
      if (this.#hidden.has(row)) this.#waiting.set(row, item);
      else {
        this.#waiting.delete(row);
        this.#draw(row, item);
      }
    }
    let spare = SPARE;
    this.#drawWaiting(() => spare-- > 0);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drawWaiting(() => true), CALM_MS);
  }

  #drawWaiting(isDue: (row: Row) => boolean): void {
    for (const [row, item] of this.#waiting) {
      if (!isDue(row)) continue;
      this.#waiting.delete(row);
      this.#draw(row, item);
    }
  }
}
