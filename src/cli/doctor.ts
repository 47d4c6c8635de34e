import type { Check, Finding } from "../doctor/mod.ts";
import { describeFinding, describeTally } from "./doctor/describe_findings.ts";
import { InterruptedError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import { listenForInterruption } from "./interruption.ts";
import { optionsOf } from "./options/mod.ts";
import type { CommandLine } from "./parse.ts";
import { toPeerOptions } from "./peer_options.ts";
import { jsonLine } from "./report/mod.ts";
import { stopwatch } from "./stopwatch.ts";
import { createStyle, LiveBlock, type Output } from "./terminal/mod.ts";

/** How often the line about what is going on is drawn anew, ms. */
const EVERY = 250;

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST = 100;

/**
 * `drover doctor [TASK]`: why peers do not find each other, or train slowly.
 *
 * @returns The exit code: 1 where there is a fault
 */
export async function doctor(
  { operands: [task], options, written }: CommandLine,
  output: Output,
): Promise<number> {
  const seconds = stopwatch();
  using interruption = listenForInterruption(
    output.broken,
    () => Deno.exit(ExitCode.interrupted),
  );
  const { examine, tally } = await import("../doctor/mod.ts");
  const { task: _, ...rest } = await toPeerOptions(task ?? "", options);
  const asked = {
    ...rest,
    ...(task === undefined ? {} : { task }),
    written: asTyped(written),
  };
  const live = !options.json && output.isTerminal
    ? new LiveBlock(output)
    : undefined;
  let checks: readonly Check[] = [];
  const timer = setInterval(() => {
    const what = checks.join(", ") || "this machine";
    live?.show([`Examining ${what} (${seconds().toFixed(0)} s)`]);
  }, EVERY);
  try {
    if (!options.json && !output.isTerminal) {
      const isAlone = task === undefined && options.swarm === undefined;
      output.write(
        `Examining this machine and its network: some ${isAlone ? 5 : 10} s\n`,
      );
    }
    const findings = await Promise.race([
      examine(asked, {
        onProgress: (now) => checks = now,
        onFindings: (found) => {
          if (!options.json) return;
          for (const each of found) {
            output.write(jsonLine("finding", seconds(), each));
          }
        },
      }),
      aborted(interruption.signal),
    ]);
    live?.clear();
    const counts = tally(findings);
    if (options.json) output.write(jsonLine("summary", seconds(), counts));
    else tell(findings, output);
    return counts.fault > 0 ? ExitCode.failure : ExitCode.ok;
  } finally {
    clearInterval(timer);
    live?.clear();
  }
}

/** Options with their values; none where one stands alone. */
function asTyped(written: CommandLine["written"]): Record<string, string[]> {
  return Object.fromEntries(
    optionsOf("doctor").flatMap(([name, { placeholder }]) => {
      const values = written[name]?.filter((value) => value !== "");
      return values === undefined ? [] : [[name, placeholder ? values : []]];
    }),
  );
}

function tell(findings: readonly Finding[], output: Output): void {
  const style = createStyle(output.isTerminal);
  const columns = Math.min(WIDEST, output.size().columns);
  for (const finding of findings) {
    output.write(`${describeFinding(finding, columns, style).join("\n")}\n`);
  }
  output.write(`\n${describeTally(findings, columns).join("\n")}\n`);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () =>
      reject(
        new InterruptedError("Stopped before all was examined", signal.reason),
      );
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  });
}
