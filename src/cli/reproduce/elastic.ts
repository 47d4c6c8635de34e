import {
  type ElasticRun,
  measureElastic,
  summarise,
} from "../../simulation/elastic_study/mod.ts";
import { UsageError } from "../errors.ts";
import { ExitCode } from "../exit_code.ts";
import { duration } from "../../telemetry/words/format.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { stopwatch } from "../stopwatch.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import { elasticChart } from "./elastic_chart.ts";
import { elasticTable } from "./elastic_table.ts";
import { Progress } from "./progress.ts";
import { writeText } from "./write_text.ts";

/** What is measured where nothing else is said. */
const PEERS = 8;
const BOUND = 1;

/** How long a run lasts, virtual ms, and the part of messages that gossip loses. */
const MS = 3000;
const LOSS = 0.1;

/**
 * `drover reproduce elastic`: what peers certify of their distance from all that
 * was published, beside the truth, through a partition, with and without a bound.
 *
 * @returns The exit code: 1 where a certificate was too small
 * @throws {UsageError} If there are too few peers to cut in two
 */
export async function elastic(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  const seconds = stopwatch();
  const { peers = PEERS, variant = "k-async", seed = 1 } = options;
  const { k = Math.ceil(peers / 2), "elastic-bound": bound = BOUND } = options;
  if (peers < 2) {
    throw new UsageError(
      `--peers must be at least 2, to be cut in two, got "${peers}"`,
    );
  }
  const progress = new Progress();
  const runs: ElasticRun[] = [];
  const bounds = [Infinity, bound];
  try {
    for (const [i, bound] of bounds.entries()) {
      progress.show(i / bounds.length, seconds());
      // Lets the line be shown, and Ctrl+C come through.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const { codec } = options;
      runs.push(measureElastic({
        ...{ peers, variant, k, bound, seed },
        ...{ ms: MS, loss: LOSS },
        ...(codec === undefined ? {} : { codec }),
      }));
    }
  } finally {
    progress.end();
  }
  const summaries = runs.map(summarise);
  if (options.svg !== undefined) {
    await writeText(options.svg, elasticChart(runs, bound));
  }
  const isSound =
    summaries.every(({ violations, audits }) =>
      violations === 0 && audits.failures === 0
    ) && runs.every(({ broken }) => broken.length === 0);
  const code = isSound ? ExitCode.ok : ExitCode.failure;
  if (options.json) {
    for (const { options: { bound }, samples, closings } of runs) {
      const limit = bound === Infinity ? null : bound;
      for (const sample of samples) {
        output.write(
          jsonLine("gradient", seconds(), { bound: limit, ...sample }),
        );
      }
      for (const closing of closings) {
        output.write(
          jsonLine("closing", seconds(), { bound: limit, ...closing }),
        );
      }
    }
    const { partition, group } = runs[0]!;
    output.write(jsonLine("summary", seconds(), {
      ...{ peers, variant, k, seed, ms: MS, loss: LOSS, partition, group },
      runs: summaries,
      broken: runs.flatMap(({ broken }) => broken),
    }));
    return code;
  }
  const style = createStyle(output.isTerminal);
  const { partition: [from, to], group } = runs[0]!;
  const [title, ...rows] = elasticTable(summaries);
  output.write([
    `P = ${peers}, ${variant}, K = ${k}, seed ${seed}: ${MS} virtual ms, ${group.length} peers cut off from ${from} to ${to} ms, ${
      100 * LOSS
    } % of messages lost. Distances in full steps`,
    "",
    style.bold(title!),
    ...rows,
    "",
    ...runs.flatMap(({ broken }) =>
      broken.map((line) => style.tone(line, "warning"))
    ),
    style.dim(`${duration(seconds())} on this machine`),
    "",
  ].join("\n"));
  return code;
}
