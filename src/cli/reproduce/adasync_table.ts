import {
  type Defeat,
  isFixedK,
  type LawStudy,
  type TimeRatio,
} from "../../simulation/synchronicity_study/mod.ts";
import { number } from "../../telemetry/words/format.ts";
import { type Column, table } from "../terminal/mod.ts";
import { rateText } from "./ordering_table.ts";

/** Parts of the time that a table shows K at. */
const MOMENTS = [0.02, 0.1, 0.25, 0.5, 0.75, 1];

/** How everyone did under one law. */
export function lawTable(
  { standings, best, stretches }: LawStudy,
  lossName: string,
): string[] {
  return table(
    columns("", [
      "rate",
      `${lossName} at the end`,
      "least - most",
      ...(best === undefined ? [] : [`time to ${best}'s end`, "by seed"]),
      "K over time",
    ]),
    standings.map((standing) => {
      const { contender, k, rate, isAtEdge, finalLoss, toBest } = standing;
      return [
        contender.name,
        `${rateText(rate)}${isAtEdge ? " (edge)" : ""}`,
        number(finalLoss.median),
        finalLoss.extremes.map(number).join(" - "),
        ...(toBest === undefined ? [] : spread(toBest)),
        k === undefined ? over(standing.ks, stretches) : `${k}`,
      ];
    }),
  );
}

/** Who is best of the fixed, in a sentence; nothing where none takes part. */
export function lawVerdict({ best, standings }: LawStudy): string[] {
  if (best === undefined) return ["", ""];
  const others = standings.filter(({ contender, toBest }) =>
    !isFixedK(contender) && toBest !== undefined
  );
  const words = others.map(({ contender, toBest }) =>
    `${contender.name} ${
      toBest!.ofMedians === Infinity
        ? "never"
        : `in ${toBest!.ofMedians.toFixed(2)} of its time`
    }`
  );
  const rest = words.length === 0
    ? ""
    : ` To where it ends: ${words.join(", ")}.`;
  return [`The best fixed one is ${best}.${rest}`, "", ""];
}

/** Every fixed K, and by whom it is beaten most. */
export function defeatTable(defeats: readonly Defeat[]): string[] {
  const challengers = [...new Set(defeats.map(({ challenger }) => challenger))];
  const fixed = [...new Set(defeats.map(({ fixed }) => fixed))];
  return table(
    columns("", challengers.flatMap((name) => [name, "by seed", "law"])),
    fixed.map((name) => [
      name,
      ...challengers.flatMap((challenger) => {
        const { times, law } = defeats.find((defeat) =>
          defeat.fixed === name && defeat.challenger === challenger
        )!;
        return [...spread(times), law];
      }),
    ]),
  ).slice(fixed.length === 0 ? 1 : 0);
}

function columns(first: string, rest: readonly string[]): Column[] {
  return [
    { title: first },
    ...rest.map((title) => ({ title, align: "right" as const })),
  ];
}

function spread({ ofMedians, bySeed }: TimeRatio): string[] {
  const { median, extremes } = bySeed;
  return [
    times(ofMedians),
    `${times(median)} (${extremes.map(times).join(" - ")})`,
  ];
}

function times(value: number): string {
  return Number.isFinite(value) && value > 0 ? value.toFixed(2) : "never";
}

function over(ks: readonly number[], stretches: number): string {
  return MOMENTS.map((part) => ks[Math.round(part * stretches)]!)
    .map((k) => k.toFixed(1)).join(" ");
}
