import { measureCorners } from "../../simulation/runtime/mod.ts";
import { InterruptedError, UsageError } from "../errors.ts";
import { ExitCode } from "../exit_code.ts";
import { duration } from "../../telemetry/words/format.ts";
import { listenForInterruption } from "../interruption.ts";
import type { CommandLine } from "../parse.ts";
import { jsonLine } from "../report/mod.ts";
import { stopwatch } from "../stopwatch.ts";
import { createStyle, type Output } from "../terminal/mod.ts";
import { Progress } from "./progress.ts";
import { runtimeSummary, runtimeTable } from "./runtime_table.ts";

/** What is measured where nothing else is said: the setting of the paper's MNIST experiment. */
const PEERS = 8;
const K = 4;
const DELAY = "exponential:1";
const STEPS = 200_000;

/**
 * `drover reproduce runtime`: seconds per step and staleness of the four variants.
 *
 * @returns The exit code
 * @throws {UsageError} If K exceeds the number of peers
 */
export async function runtime(
  { options }: CommandLine,
  output: Output,
): Promise<number> {
  const seconds = stopwatch();
  const { peers = PEERS, steps = STEPS, seed = 1 } = options;
  const { delay = DELAY } = options;
  const { k: rule = Math.min(K, peers) } = options;
  const k = rule === "all" ? peers : rule;
  if (typeof k !== "number" || k > peers) {
    throw new UsageError(
      `--k must be a whole number, at most the number of peers, ${peers}, got "${k}"`,
    );
  }
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { signal } = interruption;
  const progress = new Progress();
  let corners;
  try {
    corners = await measureCorners({
      peers,
      k,
      delay,
      steps,
      seed,
      signal,
      onProgress(made) {
        const all = [...made.values()].reduce((sum, steps) => sum + steps, 0);
        progress.show(all / (made.size * steps), seconds());
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new InterruptedError("Stopped before the end", signal.reason);
  } finally {
    progress.end();
  }
  if (options.json) {
    output.write(jsonLine("summary", seconds(), runtimeSummary(corners)));
    return ExitCode.ok;
  }
  const style = createStyle(output.isTerminal);
  const [title, ...rows] = runtimeTable(corners);
  const lines = [
    `P = ${peers}, K = ${k}, gradients of ${delay} s, ${steps} steps, seed ${seed}`,
    "",
    style.bold(title!),
    ...rows,
    "",
    style.dim(`${duration(seconds())} on this machine`),
    "",
  ];
  output.write(lines.join("\n"));
  return ExitCode.ok;
}
