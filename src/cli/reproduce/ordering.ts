import {
  measureOrderings,
  orderingContenders,
} from "../../simulation/ordering_study/mod.ts";
import { ExitCode } from "../exit_code.ts";
import { duration, number } from "../../telemetry/words/format.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import { lossChart } from "./loss_chart.ts";
import { withStudy } from "./open_study.ts";
import { orderingSummary } from "./ordering_summary.ts";
import {
  curveTable,
  rateText,
  ratioTable,
  standingTable,
  verdict,
} from "./ordering_table.ts";
import { writeText } from "./write_text.ts";

/**
 * `drover reproduce ordering`: epochs to a target loss with CD-GraB and other
 * orders, each at its own best learning rate.
 *
 * @returns The exit code
 */
export function ordering(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  return withStudy(options, output, async (open) => {
    const { threads, facts, optimizer, tuning, seconds } = open;
    const contenders = orderingContenders(facts.isComposable)
      .map((contender) => ({ ...contender, optimizer }));
    const study = await measureOrderings(threads, contenders, tuning);
    const { optimum } = threads;
    const lossName = optimum === undefined ? "loss" : "loss - F*";
    const { title, unit } = facts;
    const { peers, epochs, seeds } = tuning;
    const setting =
      `${title}, units of ${unit}, m = ${peers}, ${epochs} epochs, ${seeds} seeds`;
    if (options.svg !== undefined) {
      const svg = lossChart({
        title: setting,
        lossName,
        lines: study.standings.map(({ contender, rate, curve }) => ({
          name: `${contender.name}, rate ${rateText(rate)}`,
          points: curve,
        })),
        target: study.target,
      });
      await writeText(options.svg, svg);
    }
    if (options.json) {
      const summary = orderingSummary(study, { facts, tuning, optimum });
      output.write(jsonLine("summary", seconds(), summary));
      return ExitCode.ok;
    }
    const style = createStyle(output.isTerminal);
    const section = (heading: string, [title, ...rows]: string[]) => [
      heading,
      "",
      style.bold(title!),
      ...rows,
      "",
    ];
    output.write([
      setting,
      "",
      ...section(`Median ${lossName} by epoch`, curveTable(study.standings)),
      ...section(
        `Each at its best rate of ${
          study.rates.map(rateText).join(", ")
        }; the target is ${
          number(study.target)
        }, what ${study.baseline.contender.name} ends with`,
        standingTable(study, lossName),
      ),
      ...section(
        "CD-GraB over each of the others, with 95 % intervals",
        ratioTable(study),
      ),
      verdict(study),
      "",
      style.dim(`${duration(seconds())} on this machine`),
      "",
    ].join("\n"));
    return ExitCode.ok;
  });
}
