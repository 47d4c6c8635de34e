/// <reference lib="dom" />
import {
  type Moment,
  momentAt,
  type PageRecord,
  Recording,
} from "./model/mod.ts";
import { element } from "./parts/element.ts";
import { Scheduler } from "./parts/scheduler.ts";
import type { Controls, Shown, View } from "./parts/view.ts";
import { Playhead } from "./playhead.ts";
import type { Hello } from "./stream.ts";
import { CertificateView } from "./view/certificate.ts";
import { DelaysView } from "./view/delays.ts";
import { EventsView } from "./view/events.ts";
import { HeaderView } from "./view/header.ts";
import { LossView } from "./view/loss.ts";
import { MachineView } from "./view/machine.ts";
import { OrderingView } from "./view/ordering.ts";
import { PeerTable } from "./view/peer_table.ts";
import { QuorumView } from "./view/quorum.ts";
import { StalenessView } from "./view/staleness.ts";
import { SwarmGraph } from "./view/swarm_graph.ts";
import { TimeBar } from "./view/time_bar.ts";
import { type Connection, TopBar } from "./view/top_bar.ts";
import { TrafficView } from "./view/traffic.ts";
import { ValidationView } from "./view/validation.ts";

/** The least that charts show, seconds, so that the first points do not race. */
const LEAST_SPAN = 20;

/** The page: takes records, keeps what they say, and has the views draw it. */
export class App {
  #recording = new Recording();
  readonly #playhead = new Playhead();
  readonly #scheduler = new Scheduler(() => this.#shown());
  readonly #timeBar: TimeBar;
  readonly #topBar: TopBar;
  #connection: Connection = "connecting";
  #selected: string | undefined;
  #moment: { key: string; moment: Moment } | undefined;
  #lastFrame: number | undefined;

  /** Builds the page within `root`; `open` is called with the run that somebody chose. */
  constructor(root: HTMLElement, open: (run: number) => void) {
    const controls: Controls = {
      seek: (time) => this.#seek(time),
      select: (peer) => {
        this.#selected = peer === this.#selected ? undefined : peer;
        this.#scheduler.draw();
      },
      redraw: () => {
        this.#animate();
        this.#scheduler.draw();
      },
    };
    this.#topBar = new TopBar((observer) => {
      this.#recording.show(observer);
      this.#moment = undefined;
      this.#scheduler.draw();
    }, {
      open,
      speed: () =>
        this.#playhead.state === "playing" ? this.#playhead.speed : undefined,
    });
    this.#timeBar = new TimeBar(
      this.#playhead,
      controls,
      () => this.#connection !== "ended",
    );
    const panels: View[] = [
      new SwarmGraph(controls),
      new LossView(controls),
      new ValidationView(controls),
      new PeerTable(controls),
      new EventsView(controls),
      new DelaysView(controls),
      new QuorumView(controls),
      new CertificateView(controls),
      new StalenessView(),
      new OrderingView(controls),
      new TrafficView(controls),
      new MachineView(controls),
    ];
    const header = new HeaderView();
    root.replaceChildren(
      this.#topBar.root,
      header.root,
      element("div", { class: "panels" }, ...panels.map(({ root }) => root)),
      this.#timeBar.root,
    );
    for (const view of [this.#topBar, header, this.#timeBar, ...panels]) {
      this.#scheduler.add(view);
    }
  }

  /** What is served. */
  hello(hello: Hello): void {
    this.#topBar.hello(hello);
    if (hello.speed !== undefined) this.#playhead.open(hello.speed);
    this.#scheduler.draw();
  }

  /** Takes records, oldest first. */
  take(records: readonly PageRecord[]): void {
    for (const record of records) this.#recording.take(record);
    this.#scheduler.invalidate();
  }

  /** Forgets everything: it is told anew. */
  reset(): void {
    const { shown } = this.#recording;
    this.#recording = new Recording();
    this.#playhead.follow();
    if (shown !== "") this.#recording.show(shown);
    this.#moment = undefined;
  }

  /** How the page stands with the server. */
  connection(state: Connection, refusal?: string): void {
    this.#connection = state;
    document.body.dataset.connection = state;
    this.#topBar.connection(state, refusal);
    // A recording that is to be played is here now.
    if (state === "ended") this.#animate();
    this.#scheduler.draw();
  }

  /** Of what is over, all; of what goes on, room for what comes. Virtual time may come to a second in all. */
  get #leastSpan(): number {
    const isWhole = this.#connection === "ended" || this.#recording.isSimulated;
    return isWhole ? 0.1 : LEAST_SPAN;
  }

  #seek(time: number | undefined): void {
    if (time === undefined) this.#playhead.follow();
    else this.#playhead.seek(time, this.#recording.history.newest);
    this.#scheduler.draw();
  }

  #shown(): Shown {
    const { history, taken, shown } = this.#recording;
    const { time } = this.#playhead;
    const key = `${taken} ${time} ${shown}`;
    if (this.#moment?.key !== key) {
      this.#moment = { key, moment: momentAt(history, time) };
    }
    const { moment } = this.#moment!;
    const { span } = this.#timeBar;
    const first = Math.max(0, (history.series.times[0] ?? 1) - 1);
    const to = span === Infinity
      ? Math.max(first + this.#leastSpan, history.newest)
      : Math.max(span, moment.time);
    return {
      recording: this.#recording,
      history,
      moment,
      window: { from: span === Infinity ? first : to - span, to },
      selected: this.#selected,
    };
  }

  /** While it plays, time passes with the frames. */
  #animate(): void {
    if (this.#playhead.state !== "playing" || this.#lastFrame !== undefined) {
      return;
    }
    const step = (now: number) => {
      const seconds = (now - (this.#lastFrame ?? now)) / 1000;
      this.#lastFrame = now;
      const { newest } = this.#recording.history;
      // A page that was hidden does not leap.
      this.#playhead.pass(Math.min(seconds, 0.25), newest);
      this.#scheduler.invalidate();
      if (this.#playhead.state === "playing") requestAnimationFrame(step);
      else this.#lastFrame = undefined;
    };
    this.#lastFrame = performance.now();
    requestAnimationFrame(step);
  }
}
