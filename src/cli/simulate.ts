import { type CheckedRun, checkRun } from "../simulation/check_run.ts";
import type { RealStage } from "../simulation/real/real_stage.ts";
import type { Stage } from "../simulation/stage.ts";
import { LogFile } from "../telemetry/log/log_file.ts";
import type { TelemetrySink } from "../telemetry/mod.ts";
import { binary } from "../telemetry/words/binary.ts";
import { InterruptedError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import { findFile, SCENARIOS } from "./find_file.ts";
import { listenForInterruption } from "./interruption.ts";
import type { CommandLine } from "./parse.ts";
import { startedBy } from "../telemetry/words/started_by.ts";
import { createAccount, type Failure } from "./simulate/account.ts";
import { type LoadedScenario, loadScenario } from "./simulate/load_scenario.ts";
import { openPage, type Page } from "./simulate/page.ts";
import { stopwatch } from "./stopwatch.ts";
import type { Output } from "./terminal/mod.ts";

/**
 * `drover simulate SCENARIO`: runs a scenario with one seed after another, in
 * virtual time or with `--real` on processes, and checks what it expects.
 *
 * @returns The exit code: 1 where a run is not as expected
 * @throws {CommandError} If the file cannot be loaded
 * @throws {LogError} If the log cannot be written
 * @throws {ScenarioError} If the scenario cannot be run
 */
export async function simulate(
  { operands: [file], options }: CommandLine,
  output: Output,
): Promise<number> {
  const { seed: first = 1, runs = 1 } = options;
  const seconds = stopwatch();
  let kill = () => {};
  using interruption = listenForInterruption(output.broken, () => {
    kill();
    Deno.exit(ExitCode.interrupted);
  });
  const { signal } = interruption;
  const loaded = await loadScenario(await findFile(file!, SCENARIOS));
  const { scenario } = loaded;
  const name = scenario.name!;
  await using page = await openPage(options);
  const stage = await open(loaded, options);
  signal.addEventListener("abort", () => stage.stop());
  if ("kill" in stage) kill = () => stage.kill();
  const account = createAccount(output, options.json === true);
  const failures: Failure[] = [];
  let ms = 0;
  try {
    const { title, notices } = stage;
    const { peers } = scenario;
    account.open({
      scenario: name,
      peers,
      title,
      notices,
      seed: first,
      runs,
      dashboard: page?.url,
    });
    for (let seed = first; seed < first + runs; seed++) {
      // Signals come between turns of the event loop, and a short virtual run takes none.
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) throw interrupted(signal);
      const run = await stage.run(
        seed,
        (...event) => account.event(seed, ...event),
        await sinksOf(options, page, (text) => account.problem(text)),
      );
      if (signal.aborted) throw interrupted(signal);
      const checked = checkRun(run, scenario.expect);
      account.run(checked);
      ms += run.ms;
      if (checked.passed) continue;
      const replay = replayOf(file!, seed, options);
      failures.push({ seed, problems: problemsOf(checked), replay });
    }
  } finally {
    stage.close();
  }
  account.close(
    { scenario: name, seed: first, runs, ms, failures },
    seconds(),
  );
  if (page !== undefined) {
    account.stay(page.url);
    await page.stay(signal);
  }
  return failures.length === 0 ? ExitCode.ok : ExitCode.failure;
}

/** Where the records of a run go to. */
async function sinksOf(
  { log, real }: CommandLine["options"],
  page: Page | undefined,
  onProblem: (text: string) => void,
): Promise<TelemetrySink[]> {
  return [
    ...(page === undefined ? [] : [page.sink]),
    ...(log === undefined
      ? []
      : [await LogFile.open(log, { onProblem, isPatient: !real })]),
  ];
}

async function open(
  { scenario, folder }: LoadedScenario,
  { real, stretch = 1, seed = 1 }: CommandLine["options"],
): Promise<Stage | RealStage> {
  if (!real) {
    const { openSimulation } = await import(
      "../simulation/simulation_stage.ts"
    );
    return await openSimulation(scenario, folder);
  }
  const { openReal } = await import("../simulation/real/real_stage.ts");
  const { startProcess } = await import("./simulate/start_process.ts");
  const start = startProcess;
  // The single file may write in the present folder only.
  const scratch = binary() && { scratch: `${Deno.cwd()}/.drover` };
  return openReal(scenario, { folder, stretch, seed, start, ...scratch });
}

function interrupted(signal: AbortSignal): InterruptedError {
  return new InterruptedError("Stopped before the end", signal.reason);
}

function problemsOf({ checks }: CheckedRun): string[] {
  return checks.flatMap(({ name, passed, problem }) =>
    passed === false ? [`${name}: ${problem}`] : []
  );
}

/** The command line that runs one seed again. */
function replayOf(
  file: string,
  seed: number,
  { real, stretch }: CommandLine["options"],
): string {
  const words = [
    startedBy(real ? "demo" : "default"),
    "simulate",
    /[^\w./-]/.test(file) ? JSON.stringify(file) : file,
    `--seed ${seed}`,
    ...(real ? ["--real"] : []),
    ...(real && stretch !== undefined ? [`--stretch ${stretch}`] : []),
  ];
  return words.join(" ");
}
