import type { Summary } from "../telemetry/mod.ts";
import type { RunningPeer } from "../node/types.ts";
import { InterruptedError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import { findFile, TASKS } from "./find_file.ts";
import { listenForInterruption } from "./interruption.ts";
import { lookAgain } from "./look_again.ts";
import type { CommandLine } from "./parse.ts";
import { toPeerOptions } from "./peer_options.ts";
import { createReport, type Report } from "./report/mod.ts";
import type { Output } from "./terminal/mod.ts";

/** What a reason to end begins with where the model was lost. */
const DIVERGED = "diverged";

/**
 * `drover train TASK`: one peer, until training ends or Ctrl+C.
 *
 * @returns The exit code
 */
export async function train(
  { operands: [task], options }: CommandLine,
  output: Output,
): Promise<number> {
  const json = options.json === true;
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { signal } = interruption;
  const report = createReport(output, json);
  try {
    const file = await findFile(task!, TASKS);
    // All of it may take seconds, and the report begins with the peer.
    if (!json) output.write(`Loading ${file}\n`);
    const { startPeer } = await import("../node/mod.ts");
    const starting = startPeer(await toPeerOptions(file, options));
    const peer = await unlessAborted(starting, signal);
    const summary = await follow(peer, report, signal);
    const again = json ? undefined : lookAgain(options);
    if (again !== undefined) output.write(`${again}\n`);
    if (signal.aborted) return signal.reason;
    return summary.reason.startsWith(DIVERGED) ? ExitCode.failure : ExitCode.ok;
  } finally {
    await report.close();
  }
}

/** Reports on a peer until its end, or stops it when the signal is aborted. */
async function follow(
  peer: RunningPeer,
  report: Report,
  signal: AbortSignal,
): Promise<Summary> {
  peer.record(report);
  // Should stopping fail, `done` says the same.
  const stop = () => void peer.stop().catch(() => {});
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await peer.done;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Waits for a peer to start; when Ctrl+C comes first, nobody does. */
async function unlessAborted(
  starting: Promise<RunningPeer>,
  signal: AbortSignal,
): Promise<RunningPeer> {
  const aborted = Promise.withResolvers<never>();
  const abort = () =>
    aborted.reject(
      new InterruptedError("Stopped before training began", signal.reason),
    );
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([starting, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
