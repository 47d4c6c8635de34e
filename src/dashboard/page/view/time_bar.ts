/// <reference lib="dom" />
import type { Playhead } from "../playhead.ts";
import { element, setAttributes, setText } from "../parts/element.ts";
import { clock } from "../parts/format.ts";
import { moveVeils } from "../parts/later.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** Parts of the time that charts can show, seconds. */
const SPANS: [seconds: number, label: string][] = [
  [Infinity, "all of it"],
  [60, "1 minute"],
  [600, "10 minutes"],
  [3600, "1 hour"],
];

const SPEEDS = [0.1, 1, 2, 5, 10, 30, 100];

/** Which moment is looked at: follow, stop, play again, drag. */
export class TimeBar implements View {
  readonly #play = element("button", { type: "button", class: "play" });
  readonly #slider = element("input", {
    type: "range",
    min: 0,
    max: 1,
    step: "any",
    "data-slider": true,
    "aria-label": "Moment that is looked at",
  });
  // No output, which would be read aloud each second.
  readonly #time = element("span", { class: "time", "data-field": "time" });
  readonly #follow = element(
    "button",
    { type: "button", class: "follow" },
    "Live",
  );
  readonly #speed: HTMLSelectElement;
  readonly #playhead: Playhead;
  readonly #isOpen: () => boolean;
  #newest = 0;
  #isHeld = false;
  /** Seconds that charts show; Infinity for all. */
  span = Infinity;
  /** What it draws in. */
  readonly root: HTMLElement;
  /** Whoever drags sees at once where to. */
  readonly isFirst = true;

  /** `isOpen` tells whether more is to come. */
  constructor(playhead: Playhead, controls: Controls, isOpen: () => boolean) {
    this.#playhead = playhead;
    this.#isOpen = isOpen;
    this.#play.addEventListener("click", () => {
      playhead.toggle(this.#newest, isOpen());
      controls.redraw();
    });
    this.#follow.addEventListener("click", () => controls.seek(undefined));
    this.#slider.addEventListener("pointerdown", () => this.#isHeld = true);
    this.#slider.addEventListener("pointerup", () => this.#isHeld = false);
    this.#slider.addEventListener("input", () => {
      controls.seek(Number(this.#slider.value));
    });
    this.#speed = select(
      SPEEDS.map((factor) => [String(factor), `${factor}×`]),
      (value) => playhead.speed = Number(value),
    );
    const span = select(
      SPANS.map(([seconds, label]) => [String(seconds), label]),
      (value) => {
        this.span = Number(value);
        controls.redraw();
      },
    );
    this.root = element(
      "div",
      { class: "time-bar", role: "group", "aria-label": "Time" },
      this.#play,
      this.#time,
      this.#slider,
      this.#follow,
      labelled("Speed", this.#speed),
      labelled("Charts show", span),
    );
  }

  /** Draws. */
  draw({ history, moment, window: { from, to } }: Shown): void {
    const part = (moment.time - from) / (to - from);
    moveVeils(moment.isNewest ? 1 : Math.min(1, Math.max(0, part)));
    this.#newest = history.newest;
    const { state, speed } = this.#playhead;
    if (Number(this.#speed.value) !== speed) choose(this.#speed, speed);
    const isMoving = state === "playing" ||
      (state === "following" && this.#isOpen());
    setText(this.#play, isMoving ? "❚❚" : "▶");
    setAttributes(this.#play, {
      "aria-label": isMoving ? "Stop here" : "Play",
      title: isMoving ? "Stop here" : "Play",
    });
    setText(this.#follow, this.#isOpen() ? "Live" : "End");
    setAttributes(this.#follow, {
      "aria-pressed": String(state === "following"),
      title: this.#isOpen()
        ? "Follow what happens"
        : "Go to the end of the recording",
    });
    setText(this.#time, `${clock(moment.time)} / ${clock(history.newest)}`);
    setAttributes(this.#slider, {
      max: Math.max(1, history.newest),
      // Who stands on the slider does not hear each second that goes by.
      "aria-valuetext": state === "following"
        ? "the newest moment"
        : clock(moment.time),
    });
    if (!this.#isHeld || state !== "standing") {
      this.#slider.value = String(moment.time);
    }
  }
}

function select(
  options: [value: string, label: string][],
  choose: (value: string) => void,
): HTMLSelectElement {
  const list = element(
    "select",
    {},
    ...options.map(([value, text]) =>
      element("option", { value, selected: value === "1" }, text)
    ),
  );
  list.addEventListener("change", () => choose(list.value));
  return list;
}

/** Shows a speed that was asked for; one that nobody offered is added. */
function choose(list: HTMLSelectElement, speed: number): void {
  const value = String(speed);
  if (![...list.options].some((option) => option.value === value)) {
    list.append(element("option", { value }, `${speed}×`));
  }
  list.value = value;
}

function labelled(label: string, list: HTMLSelectElement): HTMLElement {
  // The words beside it go where there is little room.
  setAttributes(list, { "aria-label": label });
  return element(
    "label",
    {},
    element("span", { class: "label" }, label),
    list,
  );
}
