import type {
  OrderingStudy,
  Ratio,
  Spread,
  Standing,
} from "../../simulation/ordering_study/mod.ts";
import { number } from "../../telemetry/words/format.ts";
import { type Column, table } from "../terminal/mod.ts";

/** Epochs that a table of curves shows, at most. */
const ROWS = 12;

/** The median curves side by side. */
export function curveTable(standings: readonly Standing[]): string[] {
  const epochs = standings[0]!.curve.length - 1;
  const step = Math.max(1, Math.ceil(epochs / ROWS));
  const shown = Array.from(
    { length: Math.ceil(epochs / step) },
    (_, i) => i * step,
  );
  return table(
    columns("epoch", standings.map(({ contender }) => contender.name)),
    [...shown, epochs].map((epoch) => [
      `${epoch}`,
      ...standings.map(({ curve }) => number(curve[epoch]!.median)),
    ]),
  );
}

/** How everybody did. */
export function standingTable(
  { standings }: OrderingStudy,
  lossName: string,
): string[] {
  const headings = [
    "rate",
    lossName,
    "quartiles",
    "epochs to target",
    "quartiles",
    "soonest",
    "at rate",
    "straying",
  ];
  return table(
    columns("", headings),
    standings.map((standing) => {
      const { rate, isAtEdge, finalLoss, epochsToTarget, soonest } = standing;
      return [
        standing.contender.name,
        `${rateText(rate)}${isAtEdge ? " (edge)" : ""}`,
        number(finalLoss.median),
        finalLoss.quartiles.map(number).join(" - "),
        epochs(epochsToTarget),
        epochsToTarget.quartiles.map(epoch).join(" - "),
        epochs(soonest.epochsToTarget),
        soonest.epochsToTarget.median === Infinity
          ? ""
          : rateText(soonest.rate),
        number(standing.straying),
      ];
    }),
  );
}

/** What it comes to, in a sentence. */
export function verdict({ baseline, comparisons }: OrderingStudy): string {
  const { name } = baseline.contender;
  const { loss, soonest } = comparisons.get(name)!;
  const [low, high] = loss.interval;
  if (low < 1 && high >= 1) {
    return `CD-GraB and ${name}, the best that balances nothing, end within what chance makes of it.`;
  }
  if (low >= 1) {
    return `CD-GraB does not help here: it ends with ${
      part(loss.estimate)
    } times the loss of ${name}.`;
  }
  return `CD-GraB ends with ${
    part(loss.estimate)
  } times the loss of ${name}, the best that balances nothing, and ${
    Number.isFinite(soonest.estimate)
      ? `needs ${part(soonest.estimate)} times its epochs to get as far`
      : "no rate gets as far in fewer epochs"
  }.`;
}

/** A learning rate: `0.03`. */
export function rateText(rate: number): string {
  return `${Number(rate.toPrecision(3))}`;
}

/** CD-GraB against each of the others. */
export function ratioTable({ comparisons }: OrderingStudy): string[] {
  return table(
    columns("", ["loss", "epochs to target", "at the soonest rates"]),
    [...comparisons].map(([name, { loss, epochs, soonest }]) => [
      name,
      ratio(loss),
      ratio(epochs),
      ratio(soonest),
    ]),
  );
}

function columns(first: string, rest: readonly string[]): Column[] {
  return [
    { title: first },
    ...rest.map((title) => ({ title, align: "right" as const })),
  ];
}

function epochs({ median }: Spread): string {
  return epoch(median);
}

function epoch(value: number): string {
  return value === Infinity ? "never" : `${value}`;
}

function ratio({ estimate, interval }: Ratio): string {
  return `${part(estimate)} (${interval.map(part).join(" - ")})`;
}

function part(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "never";
}
