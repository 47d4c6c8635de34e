/// <reference lib="dom" />
import type { Change, Told } from "../model/mod.ts";
import { element, field, setField } from "../parts/element.ts";
import { bytes, bytesPerSecond, milliseconds } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";
import { Reasons } from "./reasons.ts";

/** Bytes sent and received, and how updates are written. */
export class TrafficView implements View {
  readonly #panel = new Panel({
    id: "traffic",
    title: "Network",
    shows:
      "Bytes that this peer sends and receives a second, and how its updates are written. Diamonds: the codec or the local steps changed.",
    good: "a rate that the link bears with ease, and nothing that waits.",
    docs: "codecs.md",
  });
  readonly #chart: TimeChart;
  readonly #reasons: Reasons;
  readonly #codec = field("codec");
  readonly #steps = field("local-steps");
  readonly #sent = field("bytes-sent");
  readonly #received = field("bytes-received");
  readonly #waiting = field("waiting-bytes");
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "bytes",
      label: "Bytes sent and received a second over time",
      lines: [
        { label: "sent", ink: "blue" },
        { label: "received", ink: "green", dash: [6, 3] },
      ],
      format: bytesPerSecond,
      // No finer than bytes can be told apart.
      range: (_, most) => [0, Math.max(1000, most * 1.12)],
      height: 150,
    }, controls);
    this.#reasons = new Reasons(
      "Changes of codec, newest first",
      controls,
      (time) => this.#chart.point(time),
    );
    this.#panel.body.append(
      this.#chart.root,
      element(
        "dl",
        { class: "facts" },
        this.#panel.fact(
          "codec",
          this.#codec,
          "How updates are written: float32 in full, others in fewer bytes and a little less exactly. --codec auto chooses by what the link bears.",
        ),
        this.#panel.fact(
          "local steps",
          this.#steps,
          "Gradients that go into one update. More of them mean fewer bytes, and staler models.",
        ),
        this.#panel.fact(
          "sent",
          this.#sent,
          "Bytes that this peer has sent in all, what it passed on for others included: updates times their size times whom they go to. Fewer: more examples in an update (unit in the task), --local-steps, or --codec int8 or top-k; docs/codecs.md has what each costs.",
        ),
        this.#panel.fact(
          "received",
          this.#received,
          "Bytes that it has received in all.",
        ),
        this.#panel.fact(
          "waiting",
          this.#waiting,
          "What is on its way to the peer for which most waits, as the time in which this peer sends as much. Less than a second is good; if it grows, the link is too slow: --codec int8 or top-k, or --local-steps.",
        ),
      ),
      this.#reasons.root,
    );
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { history, moment } = shown;
    const { figures } = moment;
    this.#panel.await(
      figures === undefined ? "Nothing has been sent yet." : undefined,
    );
    setField(this.#codec, figures?.codec ?? "–", figures?.codec);
    setField(
      this.#steps,
      String(figures?.localSteps ?? "–"),
      figures?.localSteps,
    );
    setField(this.#sent, bytes(figures?.bytesSent), figures?.bytesSent);
    setField(
      this.#received,
      bytes(figures?.bytesReceived),
      figures?.bytesReceived,
    );
    const { series, changes } = history;
    setField(
      this.#waiting,
      waitingIn(figures?.waitingBytes, series.at("sentPerSecond", moment.time)),
      figures?.waitingBytes,
    );
    const written = (told: readonly Told<Change>[]) =>
      told.filter(({ value: { what } }) =>
        what === "codec" || what === "local-steps"
      ).map(({ time, value }) => ({
        time,
        value: { what: inShort(value), why: value.reason },
      }));
    this.#chart.draw(shown, () => ({
      times: series.times,
      values: [
        series.column("sentPerSecond"),
        series.column("receivedPerSecond"),
      ],
      marks: written(changes.all).map(({ time, value }) => ({
        time,
        shape: "diamond",
        ink: "purple",
        words: `${value.what}: ${value.why}`,
      })),
    }));
    this.#reasons.draw(written(changes.until(moment.time)));
  }
}

/** In what time as many bytes are sent as wait: by that they are little or much. */
function waitingIn(waiting: number | undefined, sentPerSecond: number): string {
  return waiting && sentPerSecond > 0
    ? milliseconds(1000 * waiting / sentPerSecond)
    : bytes(waiting);
}

function inShort({ what, from, to }: Change): string {
  if (what === "codec") return from === to ? to : `${from} → ${to}`;
  return `Local steps ${from} → ${to}`;
}
