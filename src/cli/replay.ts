import { count, duration } from "../telemetry/words/format.ts";
import { readLog } from "../telemetry/log/read_log.ts";
import type { TelemetryRecord } from "../telemetry/mod.ts";
import { CommandError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import { aborted, listenForInterruption } from "./interruption.ts";
import type { CommandLine } from "./parse.ts";
import { jsonLine } from "./report/mod.ts";
import { stopwatch } from "./stopwatch.ts";
import type { Output } from "./terminal/mod.ts";

/** How many damaged records are told of one by one. */
const MOST_TOLD = 5;

/**
 * `drover replay FILE`: shows what `--log` has recorded, until Ctrl+C.
 *
 * @returns The exit code
 * @throws {CommandError} If the file is empty
 * @throws {LogError} If the file is no log
 * @throws {DashboardError} If the page cannot be served where it should be
 */
export async function replay(
  { operands: [file], options }: CommandLine,
  output: Output,
): Promise<number> {
  const { speed, json } = options;
  const seconds = stopwatch();
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { signal } = interruption;
  const { Dashboard, IN_FULL } = await import("../dashboard/mod.ts");
  const { play } = await import("../dashboard/play.ts");
  let damaged = 0;
  const recording = await opened(file!, (problem) => {
    damaged++;
    if (damaged <= MOST_TOLD) console.warn(problem);
  });
  const dashboard = await Dashboard.start({
    address: options.dashboard ?? true,
    isReplay: true,
    ...(speed === undefined ? {} : { speed }),
    ...IN_FULL,
  });
  try {
    const { url } = dashboard;
    output.write(
      json
        ? jsonLine("dashboard", seconds(), { url })
        : `Dashboard: ${url} (Ctrl+C ends it)\n`,
    );
    const played = await play(recording, dashboard, signal);
    dashboard.end("The recording ends here");
    if (damaged > MOST_TOLD) {
      console.warn(`${file}: ${count(damaged, "record")} left out in all`);
    }
    if (!json) {
      output.write(
        `${file}: ${count(played.runs, "run")}, ${
          count(played.records, "record")
        }, ${duration(played.seconds)}\n`,
      );
    }
    await aborted(signal);
    if (json) output.write(jsonLine("summary", seconds(), { file, ...played }));
    return ExitCode.ok;
  } finally {
    await dashboard.close();
  }
}

/** The records of a file, of which the first has been read: whatever is wrong with it shows at once. */
async function opened(
  file: string,
  onProblem: (problem: string) => void,
): Promise<AsyncGenerator<TelemetryRecord>> {
  const records = readLog(file, { onProblem });
  const first = await records.next();
  if (first.done) {
    throw new CommandError(
      `There is nothing in ${file} yet: a run that is started with --log ${file} writes to it`,
    );
  }
  return (async function* () {
    yield first.value;
    yield* records;
  })();
}
