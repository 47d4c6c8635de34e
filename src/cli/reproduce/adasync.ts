import {
  type Contender,
  contendersOf,
  DECAYING,
  defeats,
  isFixedK,
  type Law,
  LAWS,
  measureSynchronicity,
  openClockThreads,
} from "../../simulation/synchronicity_study/mod.ts";
import { UsageError } from "../errors.ts";
import { ExitCode } from "../exit_code.ts";
import { duration } from "../../telemetry/words/format.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import { lawSummary } from "./adasync_summary.ts";
import { defeatTable, lawTable, lawVerdict } from "./adasync_table.ts";
import { peersOf, runStudy } from "./run_study.ts";
import { timeChart } from "./time_chart.ts";
import { writeText } from "./write_text.ts";

/** What is measured where nothing else is said. */
const DEFAULTS = { task: "digits", unit: 4, examples: 2000 };
const PEERS = 8;
const EPOCHS = 3;
const RUNS = 5;
const TUNING_RUNS = 3;

/** Stretches of time that the loss is looked at after, and how many a run goes on beyond. */
const STRETCHES = 60;
const BEYOND = 12;

/**
 * `drover reproduce adasync`: loss against virtual time with a fixed K and with
 * policies that choose it, under several laws of delays.
 *
 * @returns The exit code
 * @throws {UsageError} If options do not fit together
 */
export function adasync(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  // A task file has its own units, and all of its examples.
  const { examples: _, ...whole } = DEFAULTS;
  const defaults = options.task === undefined ? DEFAULTS : whole;
  return runStudy(options, defaults, output, async (room) => {
    const { choice, signal, seconds, onProgress } = room;
    const { variant = "k-sync", epochs = EPOCHS, seed = 1 } = options;
    const { runs: seeds = RUNS, "tuning-runs": tuningSeeds = TUNING_RUNS } =
      options;
    const laws = chosen("law", LAWS, options.law);
    const contenders = chosen(
      "contender",
      contendersOf(variant, options.peers ?? PEERS),
      options.contender,
    );
    checkContenders(contenders);
    using threads = await openClockThreads(choice, room.threads, signal);
    const { facts, optimum } = threads;
    const peers = peersOf(options, PEERS, facts.units);
    const lossName = optimum === undefined ? "loss" : "loss - F*";
    const style = createStyle(output.isTerminal);
    const setting = { variant, peers, epochs, seed, seeds, tuningSeeds };
    const title =
      `${facts.title}, units of ${facts.unit}, P = ${peers}, ${variant}, ${seeds} seeds`;
    if (!options.json) output.write(`${title}\n\n`);
    const studies = await measureSynchronicity(threads, {
      ...setting,
      laws,
      contenders,
      stretches: STRETCHES,
      beyond: BEYOND,
      optimizer: facts.optimizer,
      rates: options.rates ?? [middle(facts.rates)],
      onProgress,
      onLaw(study) {
        if (options.json) {
          output.write(jsonLine("law", seconds(), lawSummary(study)));
          return;
        }
        const { law } = study;
        const [heading, ...rows] = lawTable(study, lossName);
        output.write(
          [
            `${law.name}: gradients of ${law.title} s, ${
              study.seconds.toFixed(0)
            } s in all`,
            "",
            style.bold(heading!),
            ...rows,
            "",
            ...lawVerdict(study),
          ].join("\n"),
        );
      },
    });
    const beaten = defeats(studies);
    if (options.svg !== undefined) {
      await writeText(options.svg, timeChart({ title, lossName, studies }));
    }
    if (options.json) {
      const { title: task, examples, unit, units, parameters } = facts;
      output.write(jsonLine("summary", seconds(), {
        ...{ task, examples, unit, units, parameters, ...setting },
        optimum: optimum ?? null,
        laws: Object.fromEntries(
          studies.map((study) => [study.law.name, lawSummary(study)]),
        ),
        defeats: beaten,
      }));
      return ExitCode.ok;
    }
    const [heading, ...rows] = defeatTable(beaten);
    output.write([
      ...(rows.length === 0 ? [] : [
        "How many times sooner a policy is where a fixed K ends, under the law where it is most",
        "",
        style.bold(heading!),
        ...rows,
        "",
      ]),
      style.dim(`${duration(seconds())} on this machine`),
      "",
    ].join("\n"));
    return ExitCode.ok;
  });
}

/** Those of some things that an option names; all where it was not given. */
function chosen<T extends Law | Contender>(
  option: string,
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  for (const wanted of names ?? []) {
    if (all.some(({ name }) => name === wanted)) continue;
    throw new UsageError(
      `--${option} must be one of ${
        all.map(({ name }) => name).join(", ")
      }, got "${wanted}"`,
    );
  }
  return names === undefined
    ? all
    : all.filter(({ name }) => names.includes(name));
}

function checkContenders(contenders: readonly Contender[]): void {
  const decays = contenders.some(({ name }) => name === DECAYING);
  if (!decays || contenders.some(isFixedK)) return;
  throw new UsageError(
    `--contender ${DECAYING} needs a fixed K beside it, such as --contender K=1, as it takes the best of those`,
  );
}

function middle(rates: readonly number[]): number {
  return rates[Math.floor(rates.length / 2)]!;
}
