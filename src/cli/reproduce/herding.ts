import { measureHerding } from "../../simulation/herding/mod.ts";
import { InterruptedError, UsageError } from "../errors.ts";
import { ExitCode } from "../exit_code.ts";
import { duration } from "../../telemetry/words/format.ts";
import { listenForInterruption } from "../interruption.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { stopwatch } from "../stopwatch.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import {
  type HerdingSummary,
  herdingSummary,
  herdingTable,
} from "./herding_table.ts";
import { Progress } from "./progress.ts";

/** What is measured where nothing else is said. */
const WORKERS = [5, 10, 20, 50, 100];
const DIMENSION = 16;
const UNITS = 1_000_000;
const EPOCHS = 15;

/**
 * `drover reproduce herding`: the parallel herding bound of coordinated,
 * independent and random orders.
 *
 * @returns The exit code
 * @throws {UsageError} If some worker would have no pair of units
 */
export async function herding(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  const seconds = stopwatch();
  const asked = {
    workers: options.workers ?? WORKERS,
    dimension: options.dimension ?? DIMENSION,
    units: options.units ?? UNITS,
    epochs: options.epochs ?? EPOCHS,
    seed: options.seed ?? 1,
    ...(options["no-elastic"] ? { elastic: false as const } : {}),
  };
  const most = Math.max(...asked.workers);
  if (asked.units < 2 * most) {
    throw new UsageError(
      `--units must be at least ${
        2 * most
      }, two for each of ${most} workers, got "${asked.units}"`,
    );
  }
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { signal } = interruption;
  const progress = new Progress();
  const rows: HerdingSummary[] = [];
  try {
    for (const { part, row } of measureHerding(asked)) {
      progress.show(part, seconds());
      if (row !== undefined) {
        const summary = herdingSummary(row, asked);
        rows.push(summary);
        if (options.json) output.write(jsonLine("row", seconds(), summary));
      }
      // Lets Ctrl+C come through between two epochs.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal.aborted) {
        throw new InterruptedError("Stopped before the end", signal.reason);
      }
    }
  } finally {
    progress.end();
  }
  if (options.json) {
    output.write(jsonLine("summary", seconds(), { ...asked, rows }));
    return ExitCode.ok;
  }
  const style = createStyle(output.isTerminal);
  const [title, ...lines] = herdingTable(rows);
  const { units, dimension, epochs, seed } = asked;
  output.write([
    `Herding bound (infinity norm) of ${units} unit vectors, d = ${dimension}, after ${epochs} epochs, seed ${seed}`,
    "",
    style.bold(title!),
    ...lines,
    "",
    style.dim(`${duration(seconds())} on this machine`),
    "",
  ].join("\n"));
  return ExitCode.ok;
}
