import type { NodeFigures } from "../telemetry/mod.ts";
import {
  count,
  metric,
  number,
  rate,
  roughly,
} from "../telemetry/words/format.ts";
import { printable } from "../telemetry/words/printable.ts";
import { width } from "./terminal/mod.ts";

/** What a status line shows, from the most to the least important. */
export interface Status {
  /** Live figures. */
  figures: NodeFigures;
  /** Seconds until the last epoch ends at the present pace, where known. */
  secondsLeft?: number | undefined;
  /** What keeps the peer from computing, where it has lasted a while. */
  waitingFor?: string | undefined;
}

/** A peer's state in a line of at most `columns` characters. */
export function statusLine(status: Status, columns = Infinity): string {
  const { figures, secondsLeft, waitingFor } = status;
  const { phase, validation } = figures;
  const first = Object.entries(validation?.metrics ?? {})[0];
  const turns = phase === "training" || phase === "finishing";
  // Each with its rank: the line is shortened by leaving out the highest first.
  const parts: [rank: number, text: string | false | undefined][] = [
    [0, where(figures)],
    [4, waitingFor && `waiting for ${waitingFor}`],
    [1, Number.isFinite(figures.loss) && `loss ${number(figures.loss)}`],
    [2, first && `${printable(first[0])} ${metric(...first)}`],
    [3, phase !== "waiting" && count(figures.members, "peer")],
    [7, turns && figures.members > 1 && `K ${figures.k}`],
    [6, turns && `${rate(figures.updatesPerSecond)} updates/s`],
    [8, turns && off(figures)],
    [5, secondsLeft !== undefined && `${roughly(secondsLeft)} left`],
  ];
  for (let ranks = parts.length; ranks > 1; ranks--) {
    const line = joined(parts.filter(([rank]) => rank < ranks));
    if (width(line) <= columns) return line;
  }
  return where(figures);
}

/** `lacks 0.4 of at most 1 steps`: how far the newest view may be from all that was published; undefined where nobody has set a bound. */
function off(
  { elastic: { distance, bound } }: NodeFigures,
): string | undefined {
  // What was read from JSON has null for Infinity.
  if (!Number.isFinite(distance) || !Number.isFinite(bound)) return undefined;
  return `lacks ${number(distance)} of at most ${number(bound)} steps`;
}

function joined(parts: [number, string | false | undefined][]): string {
  return parts.map(([, text]) => text).filter(Boolean).join("  ");
}

/** `epoch 4/10` while training, else what the peer is up to. */
export function where(
  { phase, progress, epochs }: Pick<
    NodeFigures,
    "phase" | "progress" | "epochs"
  >,
): string {
  switch (phase) {
    case "waiting":
      return "not started";
    case "training":
      return `epoch ${Math.min(Math.floor(progress) + 1, epochs)}/${epochs}`;
    default:
      return phase;
  }
}

/** Width of a progress bar in characters. */
const BAR = 12;

/** A progress bar for a part in [0, 1]. */
export function bar(part: number): string {
  const full = Math.round(BAR * Math.min(1, Math.max(0, part || 0)));
  return "█".repeat(full) + "░".repeat(BAR - full);
}
