/// <reference lib="dom" />
import { element, keyed, setAttributes, setText } from "../parts/element.ts";
import type { Shown, View } from "../parts/view.ts";
import type { Hello } from "../stream.ts";
import { themeButton } from "./theme_button.ts";

/** How the page stands with the server. */
export type Connection = "connecting" | "live" | "lost" | "ended";

/** Which swarm it is, who tells, and whether the page still hears from it. */
export class TopBar implements View {
  readonly #swarm = element("h1", { "data-field": "swarm" }, "Drover");
  readonly #about = element("span", { class: "about" });
  readonly #connection = element("span", {
    class: "connection",
    "data-field": "connection",
    role: "status",
  });
  readonly #observers = element("select", {
    "data-observers": true,
    "aria-label": "Who tells",
  });
  readonly #options = new Map<string, HTMLOptionElement>();
  readonly #tells: HTMLElement;
  readonly #runs = element("select", { "data-runs": true });
  readonly #runOptions = new Map<string, HTMLOptionElement>();
  readonly #ofRuns: HTMLElement;
  readonly #speed: () => number | undefined;
  #hello: Hello = { isReplay: false, run: 0, runs: 1 };
  #state: Connection = "connecting";
  #refusal: string | undefined;
  #since = new Date();
  /** What it draws in. */
  readonly root: HTMLElement;

  /** `show` is called with the observer that somebody chose, `open` with the run; `speed` tells how fast a recording plays, if it does. */
  constructor(
    show: (observer: string) => void,
    { open, speed }: {
      open: (run: number) => void;
      speed: () => number | undefined;
    },
  ) {
    this.#speed = speed;
    this.#runs.addEventListener("change", () => open(Number(this.#runs.value)));
    this.#observers.addEventListener(
      "change",
      () => show(this.#observers.value),
    );
    this.#tells = element(
      "label",
      { class: "tells", hidden: true },
      element("span", {}, "seen by"),
      this.#observers,
    );
    this.#ofRuns = element(
      "label",
      { class: "tells", hidden: true },
      element("span", {}, "run"),
      this.#runs,
    );
    this.root = element(
      "header",
      { class: "top-bar" },
      element("span", { class: "brand" }, "drover"),
      this.#swarm,
      this.#about,
      this.#ofRuns,
      this.#tells,
      this.#connection,
      themeButton(),
    );
  }

  /** What is served. */
  hello(hello: Hello): void {
    this.#hello = hello;
  }

  /** The connection has changed. */
  connection(state: Connection, refusal?: string): void {
    this.#refusal = refusal;
    if (state !== this.#state) this.#since = new Date();
    this.#state = state;
  }

  /** Draws. */
  draw({ recording, history }: Shown): void {
    const { introduction, ended } = history;
    const swarm = introduction?.swarm;
    setText(this.#swarm, swarm === undefined ? "A swarm" : swarm);
    const title = swarm === undefined ? "Drover" : `${swarm} · Drover`;
    // To set it is dear even where it stays.
    if (document.title !== title) document.title = title;
    const { shown } = recording;
    const { observers } = recording;
    setText(
      this.#about,
      [
        observers.length > 1 || introduction === undefined
          ? undefined
          : `seen by ${recording.nameOf(shown)}`,
        recording.isSimulated ? "simulated" : undefined,
        recording.isSimulated ? undefined : introduction?.backend,
      ].filter((part) => part !== undefined).join(" · "),
    );
    this.#tells.hidden = observers.length < 2;
    keyed(
      this.#observers,
      this.#options,
      observers,
      (observer) => element("option", { value: observer }),
    );
    for (const [observer, option] of this.#options) {
      setText(option, recording.nameOf(observer));
    }
    if (this.#observers.value !== shown) this.#observers.value = shown;
    this.#drawRuns();
    const words = {
      connecting: "Connecting …",
      live: this.#hello.isReplay ? "Reading …" : "● Live",
      lost: this.#refusal === undefined
        ? `▲ The peer cannot be reached since ${this.#since.toLocaleTimeString()}`
        : `▲ ${this.#refusal}`,
      ended: ended?.isFailure
        ? `▲ Failed: ${ended.reason}`
        : this.#hello.isReplay
        ? recorded(this.#speed())
        : `■ Ended${ended === undefined ? "" : `: ${ended.reason}`}`,
    };
    setText(this.#connection, words[this.#state]);
    setAttributes(this.#connection, { "data-value": this.#state });
  }

  #drawRuns(): void {
    const { run, runs } = this.#hello;
    this.#ofRuns.hidden = runs < 2;
    keyed(
      this.#runs,
      this.#runOptions,
      Array.from({ length: runs }, (_, i) => String(i)),
      (key) => element("option", { value: key }, String(Number(key) + 1)),
    );
    this.#runs.value = String(run);
  }
}

function recorded(speed: number | undefined): string {
  return speed === undefined ? "■ Recorded" : `▶ Recorded, ${speed}×`;
}
