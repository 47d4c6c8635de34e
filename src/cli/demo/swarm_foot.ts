import { roughly } from "../../telemetry/words/format.ts";
import { LossTrail } from "../loss_trail.ts";
import { Pace } from "../pace.ts";
import { bar, where } from "../status_line.ts";
import type { PeerView } from "./swarm_view.ts";

/** The line below the table of a swarm: how far it is, how long it will take, and the way of the loss. */
export class SwarmFoot {
  readonly #pace = new Pace();
  readonly #trail = new LossTrail();

  /** The line, in at most so many columns; undefined before training begins. */
  line(
    peers: readonly PeerView[],
    seconds: number,
    columns: number,
  ): string | undefined {
    const all = peers.flatMap(({ figures }) => figures ?? []);
    const figures = all.find(({ phase }) => phase === "training");
    if (figures === undefined) return undefined;
    this.#pace.note(figures, seconds);
    this.#trail.note(figures.loss, figures.updates);
    const { secondsLeft } = this.#pace;
    const left = secondsLeft === undefined
      ? ""
      : `  ${roughly(secondsLeft)} left`;
    const start = `${bar(figures.progress / figures.epochs)} ${
      where(figures)
    }${left}`;
    const way = this.#trail.line(columns - start.length - 2);
    return way === undefined ? start : `${start}  ${way}`;
  }
}
