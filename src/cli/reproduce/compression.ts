import {
  cellsOf,
  measureCompression,
  openCompressionThreads,
  type Outcome,
} from "../../simulation/compression_study/mod.ts";
import { ExitCode } from "../exit_code.ts";
import { duration } from "../../telemetry/words/format.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import { compressionTable, feedbackTable } from "./compression_table.ts";
import { peersOf, runStudy } from "./run_study.ts";

/** What is measured where nothing else is said. */
const DEFAULTS = { task: "digits", unit: 8, examples: 2000 };
const PEERS = 8;
const EPOCHS = 4;
const RUNS = 5;
const TUNING_RUNS = 2;
const FACTORS = [2, 4, 8, 16];

/**
 * `drover reproduce compression`: top-k with and without error feedback, in full
 * synchrony and in asynchrony, each at its own best learning rate.
 *
 * @returns The exit code
 * @throws {UsageError} If options do not fit together
 */
export function compression(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  // A task file has its own units, and all of its examples.
  const { examples: _, ...whole } = DEFAULTS;
  const defaults = options.task === undefined ? DEFAULTS : whole;
  return runStudy(options, defaults, output, async (room) => {
    const { choice, signal, seconds, onProgress } = room;
    using threads = await openCompressionThreads(choice, room.threads, signal);
    const { facts, optimum } = threads;
    const peers = peersOf(options, PEERS, facts.units);
    const { epochs = EPOCHS, runs: seeds = RUNS, seed = 1 } = options;
    const { "tuning-runs": tuningSeeds = TUNING_RUNS } = options;
    const usual = facts.rates[Math.floor(facts.rates.length / 2)]!;
    const { rates = FACTORS.map((factor) => factor * usual) } = options;
    const setting = { peers, epochs, seed, seeds, tuningSeeds };
    const outcomes = await measureCompression(threads, cellsOf(peers), {
      ...setting,
      optimizer: facts.optimizer,
      rates,
      onProgress,
    });
    if (options.json) {
      const { title: task, examples, unit, units, parameters } = facts;
      output.write(jsonLine("summary", seconds(), {
        ...{ task, examples, unit, units, parameters, ...setting },
        optimum: optimum ?? null,
        cells: outcomes.map(cellSummary),
      }));
      return ExitCode.ok;
    }
    const style = createStyle(output.isTerminal);
    const lossName = optimum === undefined ? "loss" : "loss - F*";
    const [heading, ...rows] = compressionTable(outcomes, lossName);
    const [ratios, ...lines] = feedbackTable(outcomes);
    output.write([
      `${facts.title}, units of ${facts.unit}, P = ${peers}, ${epochs} epochs, ${seeds} seeds`,
      "",
      style.bold(heading!),
      ...rows,
      "",
      `Median ${lossName} with error feedback over that without, by what is sent; below 1 it helps`,
      "",
      style.bold(ratios!),
      ...lines,
      "",
      style.dim(`${duration(seconds())} on this machine`),
      "",
    ].join("\n"));
    return ExitCode.ok;
  });
}

/** One cell in the summary: fraction 1 is float32. */
export interface CellSummary extends Omit<Outcome, "pace"> {
  /** Which corner of the four. */
  variant: string;
  /** The quorum, or `all`. */
  k: Outcome["pace"]["k"];
}

function cellSummary({ pace: { variant, k }, ...rest }: Outcome): CellSummary {
  return { variant, k, ...rest };
}
