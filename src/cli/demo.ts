import { cpuUsage } from "node:process";
import { createDemoReport } from "./demo/demo_report.ts";
import { demoSummary, describeHashes } from "./demo/demo_summary.ts";
import { Herd } from "./demo/herd.ts";
import { finalTable } from "./demo/swarm_table.ts";
import { CommandError, InterruptedError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import { LogFile } from "../telemetry/log/log_file.ts";
import { Recorder } from "../telemetry/recorder.ts";
import { Relay } from "../telemetry/relay.ts";
import { bytes, count, duration, percent } from "../telemetry/words/format.ts";
import { findFile, TASKS } from "./find_file.ts";
import { listenForInterruption } from "./interruption.ts";
import { lookAgain } from "./look_again.ts";
import type { CommandLine } from "./parse.ts";
import { jsonLine } from "./report/mod.ts";
import { mayWrite, writeProblem } from "../telemetry/words/write_problem.ts";
import { stopwatch } from "./stopwatch.ts";
import { createStyle, type Output } from "./terminal/mod.ts";

/** How many processes make a demo. */
const PEERS = 4;

/** The project's root folder. */
const ROOT = new URL("../../", import.meta.url);

/**
 * `drover demo`: a swarm of local processes trains one model.
 *
 * @returns The exit code: 0 only if all processes ended well, with equal
 * replicas
 * @throws {CommandError} If a process failed; the others have been stopped
 */
export async function demo(
  { options, written }: CommandLine,
  output: Output,
): Promise<number> {
  if (ROOT.protocol !== "file:") {
    throw new CommandError(
      "The demo starts processes from Drover's own folder: clone it, and run deno task demo there",
    );
  }
  assertWritable([...written.save ?? [], ...written.tensorboard ?? []]);
  const seconds = stopwatch();
  const plan = {
    task: await findFile(options.task ?? "digits", TASKS),
    swarm: `demo-${crypto.randomUUID().slice(0, 8)}`,
    peers: options.peers ?? PEERS,
    written,
  };
  const report = createDemoReport(output, options.json === true);
  const problem = (text: string) => report.problem(text, seconds());
  const recorder = new Recorder({ onProblem: problem });
  const relay = new Relay(recorder);
  if (options.log !== undefined) {
    recorder.add(await LogFile.open(options.log, { onProblem: problem }));
  }
  if (options.dashboard !== undefined) {
    const { Dashboard } = await import("../dashboard/mod.ts");
    const dashboard = await Dashboard.start({ address: options.dashboard });
    recorder.add(dashboard);
    report.dashboard(dashboard.url, seconds());
  }
  recorder.endOpening();
  using interruption = listenForInterruption(output.broken, () => {
    herd.kill();
    Deno.exit(ExitCode.interrupted);
  });
  const { signal } = interruption;
  report.start(plan.peers);
  const herd = new Herd(
    plan,
    (peer, line) => {
      relay.hear(peer, line);
      report.line(peer, line, seconds());
    },
  );
  signal.addEventListener("abort", () => herd.stop());
  const progress = () => report.progress(herd.views, seconds());
  const timer = setInterval(progress, report.everyMs);
  try {
    await herd.ended;
  } finally {
    clearInterval(timer);
    relay.end();
    await recorder.close();
    report.close();
  }
  if (signal.aborted) {
    throw new InterruptedError(
      "Stopped before the training was done",
      signal.reason,
    );
  }

  const summaries = herd.views.map(({ summary }) => summary!);
  const summary = demoSummary(summaries, seconds(), ownCpuMs());
  if (options.json) output.write(jsonLine("summary", seconds(), summary));
  else {
    const style = createStyle(output.isTerminal);
    const [title, ...rows] = finalTable(herd.views);
    const { equal, hashes } = summary;
    const lines = [
      "",
      style.bold(title!),
      ...rows,
      "",
      style.tone(describeHashes(hashes), equal ? "good" : "warning"),
      `${count(summary.updates, "update")} in ${
        duration(summary.trainingSeconds)
      } of training, ${duration(summary.seconds)} in all`,
      `${bytes(summary.bytesSent)} sent, ${
        percent(summary.utilisation)
      } of the CPU time in gradients`,
      ...[lookAgain(options) ?? []].flat(),
      "",
    ];
    output.write(lines.join("\n"));
  }
  if (summary.equal) return ExitCode.ok;
  throw new CommandError(
    `The replicas differ, which must not happen: ${
      describeHashes(summary.hashes)
    }`,
  );
}

/** CPU time of this process, ms. */
function ownCpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

/** What its processes may not do is told by whoever was started by a person, who can allow it. */
function assertWritable(folders: readonly string[]): void {
  for (const folder of folders) {
    if (mayWrite(folder)) continue;
    const error = new Deno.errors.NotCapable(folder);
    throw new CommandError(
      `Cannot write to ${folder}: ${writeProblem(error, folder, "folder")}`,
    );
  }
}
