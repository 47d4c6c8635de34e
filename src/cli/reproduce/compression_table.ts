import type { Extent } from "../../simulation/study/mod.ts";
import type { Outcome } from "../../simulation/compression_study/mod.ts";
import { number, percent } from "../../telemetry/words/format.ts";
import { type Column, table } from "../terminal/mod.ts";

/** Every cell, a row each. */
export function compressionTable(
  outcomes: readonly Outcome[],
  lossName: string,
): string[] {
  const columns: Column[] = [
    { title: "" },
    { title: "sent" },
    { title: "feedback" },
    ...["rate", lossName, "least - most", "accuracy", "least - most"]
      .map((title): Column => ({ title, align: "right" })),
  ];
  return table(
    columns,
    outcomes.map((outcome) => {
      const { pace, rate, isAtEdge, loss, accuracy } = outcome;
      return [
        pace.name,
        sent(outcome),
        outcome.fraction === 1 ? "" : outcome.errorFeedback ? "on" : "off",
        `${number(rate)}${isAtEdge ? " (edge)" : ""}`,
        number(loss.median),
        range(loss, number),
        part(accuracy.median),
        range(accuracy, part),
      ];
    }),
  );
}

/** What error feedback did to the loss, cell by cell: a number below 1 is a gain. */
export function feedbackTable(outcomes: readonly Outcome[]): string[] {
  const fractions = [...new Set(outcomes.map(({ fraction }) => fraction))]
    .filter((fraction) => fraction < 1);
  const paces = [...new Set(outcomes.map(({ pace }) => pace.name))];
  return table(
    [
      { title: "" },
      ...fractions.map((fraction): Column => ({
        title: share(fraction),
        align: "right",
      })),
    ],
    paces.map((name) => [
      name,
      ...fractions.map((fraction) =>
        ratio(outcomes, name, fraction).toFixed(2)
      ),
    ]),
  );
}

/** Median loss with error feedback over that without; NaN where one is missing. */
export function ratio(
  outcomes: readonly Outcome[],
  pace: string,
  fraction: number,
): number {
  const [on, off] = [true, false].map((errorFeedback) =>
    outcomes.find((outcome) =>
      outcome.pace.name === pace && outcome.fraction === fraction &&
      outcome.errorFeedback === errorFeedback
    )?.loss.median ?? NaN
  );
  return on! / off!;
}

function sent(outcome: Outcome): string {
  return outcome.fraction === 1 ? "all" : `top ${share(outcome.fraction)}`;
}

function share(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(3))} %`;
}

function part(value: number): string {
  return Number.isNaN(value) ? "-" : percent(value);
}

function range({ extremes }: Extent, text: (value: number) => string): string {
  return extremes.map(text).join(" - ");
}
