import {
  SETTINGS,
  spreadOf,
  Tuning,
  vectorContenders,
} from "../../simulation/ordering_study/mod.ts";
import { ExitCode } from "../exit_code.ts";
import { duration, number } from "../../telemetry/words/format.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { createStyle, type Output, table } from "../terminal/mod.ts";
import { withStudy } from "./open_study.ts";
import { rateText } from "./ordering_table.ts";

/** The loss that one vector ends with in one setting. */
export interface VectorSummary {
  /** How updates are made. */
  setting: string;
  /** What is balanced; or `random`, where nothing is. */
  vector: string;
  /** The rate that ends with the least loss. */
  rate: number;
  /** Whether it is at the edge of the grid. */
  isAtEdge: boolean;
  /** Excess loss after the last epoch. */
  finalLoss: { median: number; quartiles: readonly [number, number] };
}

/**
 * `drover reproduce vectors`: what CD-GraB ends with by the vector that it
 * balances, in settings that leave more or less of a gradient in an update.
 *
 * @returns The exit code
 */
export function vectors(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  return withStudy(options, output, async (open) => {
    const { threads, facts, optimizer, tuning: asked, seconds } = open;
    const optimum = threads.optimum ?? 0;
    const rows: VectorSummary[] = [];
    let before: readonly number[] = asked.rates;
    for (const setting of SETTINGS) {
      const contenders = vectorContenders({ optimizer, ...setting });
      // One setting's best is as good a place as any to begin the next one's search.
      const tuning = new Tuning(threads, contenders, {
        ...asked,
        rates: before,
      });
      await tuning.search();
      const best = contenders.map((contender) => tuning.best(contender));
      await tuning.train(contenders.map((one, i) => [one, best[i]!] as const));
      before = [...new Set(best)].sort((a, b) => a - b);
      contenders.forEach((contender, i) => {
        const rate = best[i]!;
        const losses = tuning.curves(contender, rate).map(({ losses }) =>
          losses.at(-1)! - optimum
        );
        const summary = {
          setting: setting.name,
          vector: contender.name,
          rate,
          isAtEdge: tuning.isAtEdge(rate),
          finalLoss: spreadOf(losses),
        };
        rows.push(summary);
        if (options.json) output.write(jsonLine("row", seconds(), summary));
      });
    }
    const { peers, epochs, seeds } = asked;
    if (options.json) {
      const { title: task, unit, units } = facts;
      const about = { task, unit, units, peers, epochs, seeds };
      output.write(jsonLine("summary", seconds(), { ...about, rows }));
      return ExitCode.ok;
    }
    const style = createStyle(output.isTerminal);
    const [title, ...lines] = vectorTable(rows);
    output.write([
      `${facts.title}, units of ${facts.unit}, m = ${peers}, ${epochs} epochs, ${seeds} seeds`,
      "",
      `Median ${
        threads.optimum === undefined ? "loss" : "loss - F*"
      } at the end, each at its best rate, by what CD-GraB balances`,
      "",
      style.bold(title!),
      ...lines,
      "",
      style.dim(`${duration(seconds())} on this machine`),
      "",
    ].join("\n"));
    return ExitCode.ok;
  });
}

function vectorTable(rows: readonly VectorSummary[]): string[] {
  const settings = [...new Set(rows.map(({ setting }) => setting))];
  const names = [...new Set(rows.map(({ vector }) => vector))];
  return table(
    [
      { title: "" },
      ...names.map((title) => ({ title, align: "right" as const })),
    ],
    settings.map((setting) => [
      setting,
      ...names.map((name) => {
        const row = rows.find((row) =>
          row.setting === setting && row.vector === name
        )!;
        return `${number(row.finalLoss.median)} at ${rateText(row.rate)}${
          row.isAtEdge ? " (edge)" : ""
        }`;
      }),
    ]),
  );
}
