/// <reference lib="dom" />
import { element, field, setField, setText } from "../parts/element.ts";
import { milliseconds, percent, roughly, whole } from "../parts/format.ts";
import { Panel } from "../parts/panel.ts";
import { TimeChart } from "../parts/time_chart.ts";
import type { Controls, Shown, View } from "../parts/view.ts";

/** Phases in which nothing is waited for any more. */
const ENDED = ["finished", "stopped", "failed"];

/** Where this machine's CPU time goes. */
export class MachineView implements View {
  readonly #panel = new Panel({
    id: "machine",
    title: "This machine",
    shows:
      "The part of the process's CPU time that went into gradients that count, and into such as were thrown away because enough others came first. Computes: the part of the time, by the clock, in which a gradient was running. Both may be far apart: a gradient may wait for the processor, and be thrown away, and the process does other things besides.",
    good:
      "most of it in gradients that count; what remains is network, codec and bookkeeping.",
    docs: "performance.md",
  });
  readonly #chart: TimeChart;
  readonly #cpuShare = field("cpu-share");
  readonly #wastedShare = element("span", { class: "of" });
  readonly #waitingFor = field("waiting-for");
  readonly #cpu = field("cpu");
  readonly #cancelled = field("cancelled");
  readonly #utilisation = field("utilisation");
  /** What it draws in. */
  readonly root = this.#panel.root;

  /** Makes an empty chart. */
  constructor(controls: Controls) {
    this.#chart = new TimeChart({
      name: "utilisation",
      label: "Part of the CPU time in gradients over time",
      lines: [
        { label: "gradients", ink: "green", isFilled: true },
        { label: "thrown away", ink: "orange", dash: [4, 3] },
      ],
      format: percent,
      axisFormat: roughly,
      range: () => [0, 1],
      height: 150,
    }, controls);
    this.#panel.aside.append(
      this.#cpuShare,
      element("span", { class: "of" }, "of the CPU time counts"),
      this.#wastedShare,
    );
    this.#panel.body.append(
      this.#chart.root,
      element(
        "dl",
        { class: "facts" },
        this.#panel.fact(
          "now",
          this.#waitingFor,
          "What this peer does, or whom it waits for.",
        ),
        this.#panel.fact(
          "computes",
          this.#utilisation,
          "The part of the time, by the clock, in which a gradient was running, such as were thrown away included. Little where it is much faster than those it waits for: then a smaller K uses it better.",
        ),
        this.#panel.fact(
          "CPU time",
          this.#cpu,
          "What the process has used of the processor in all.",
        ),
        this.#panel.fact(
          "cut short",
          this.#cancelled,
          "Gradients that were given up because K others had come first: wasted work. With a small K that is usual, also for a fast peer: with K 1 of two about half of all. A larger --k waits for more of them; --variant k-async gives up none, and lets late ones count for less.",
        ),
      ),
    );
  }

  /** Draws. */
  draw(shown: Shown): void {
    const { history, moment: { figures, phase, time } } = shown;
    this.#panel.await(
      figures === undefined ? "No gradient has been computed yet." : undefined,
    );
    const { series } = history;
    const now = series.at("utilisation", time);
    setField(this.#cpuShare, percent(now), now);
    const wasted = series.at("wasted", time);
    setText(
      this.#wastedShare,
      wasted > 0 ? `· ${percent(wasted)} thrown away` : "",
    );
    setField(
      this.#waitingFor,
      figures === undefined
        ? "–"
        : ENDED.includes(phase)
        ? phase
        : figures.waitingFor === ""
        ? "computing"
        : `waits for ${history.names.in(figures.waitingFor)}`,
      figures?.waitingFor,
    );
    setField(
      this.#utilisation,
      percent(figures?.utilisation),
      figures?.utilisation,
    );
    setField(this.#cpu, milliseconds(figures?.cpuMs), figures?.cpuMs);
    setField(this.#cancelled, whole(figures?.cancelled), figures?.cancelled);
    this.#chart.draw(shown, () => ({
      times: series.times,
      values: [series.column("utilisation"), series.column("wasted")],
    }));
  }
}
