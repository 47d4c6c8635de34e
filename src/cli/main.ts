import config from "../../deno.json" with { type: "json" };
import { COMMAND_NAMES } from "./commands.ts";
import { describeError } from "./describe_error.ts";
import { unknownWord } from "./did_you_mean.ts";
import { exitCodeOf, InterruptedError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import { commandHelp, generalHelp } from "./help.ts";
import type { CommandName } from "./options/mod.ts";
import { type CommandLine, parseCommandLine } from "./parse.ts";
import { jsonLine } from "./report/mod.ts";
import { settlesWithin } from "../time/mod.ts";
import { readVariable } from "../telemetry/words/binary.ts";
import { stopwatch } from "./stopwatch.ts";
import { type Output, StandardOutput } from "./terminal/mod.ts";
import { startedBy } from "../telemetry/words/started_by.ts";

/** How long the last words may wait for somebody to read them, ms: a minute, or a moment after Ctrl+C. */
const LAST_CALL_MS = 60_000, LAST_CALL_INTERRUPTED_MS = 2_000;

/**
 * Runs a command line.
 *
 * What went wrong is told in a paragraph on stderr, and with `--json` in a last
 * line on stdout, too.
 *
 * @param args What follows the program's name, as `Deno.args` has it
 * @returns The exit code: 0, 1 where the command failed, 2 where the command
 * line was not understood, 130 after Ctrl+C
 */
export async function main(args: string[]): Promise<number> {
  const json = args.includes("--json");
  const output = new StandardOutput();
  const seconds = stopwatch();
  // Stray messages of a library must not get between the JSON lines.
  if (json) console.log = console.info = console.debug = console.error;
  let code: number;
  try {
    code = await run(args, output);
  } catch (error) {
    const debug = readVariable("DROVER_DEBUG") === "1";
    const message = describeError(error, debug);
    const isError = !(error instanceof InterruptedError);
    console.error(isError ? `error: ${message}` : message);
    if (json) output.write(jsonLine("error", seconds(), { message }));
    code = exitCodeOf(error);
  }
  // A reader that has stopped reading shall not keep the program from ending.
  const isInterrupted = code === ExitCode.interrupted;
  await settlesWithin(
    output.flush(),
    isInterrupted ? LAST_CALL_INTERRUPTED_MS : LAST_CALL_MS,
  );
  return code === ExitCode.ok && output.isFailing ? ExitCode.failure : code;
}

async function run(
  args: readonly string[],
  output: Output,
): Promise<number> {
  const [word = "--help", ...rest] = args;
  const print = (text: string) => output.write(text);
  if (word === "--version") {
    print(`drover ${config.version} (deno ${Deno.version.deno})\n`);
    return ExitCode.ok;
  }
  if (word === "--help" || word === "-h") {
    print(generalHelp());
    return ExitCode.ok;
  }
  if (word === "help") {
    print(rest[0] === undefined ? generalHelp() : commandHelp(named(rest[0])));
    return ExitCode.ok;
  }
  const command = named(word);
  const line = parseCommandLine(command, rest);
  if (line.options.help) {
    print(commandHelp(command));
    return ExitCode.ok;
  }
  return (await load(command))(line, output);
}

/** Loads a command when it is wanted, so that the others are quick. */
async function load(
  command: CommandName,
): Promise<(line: CommandLine, output: Output) => Promise<number>> {
  switch (command) {
    case "train":
      return (await import("./train.ts")).train;
    case "demo":
      return (await import("./demo.ts")).demo;
    case "simulate":
      return (await import("./simulate.ts")).simulate;
    case "replay":
      return (await import("./replay.ts")).replay;
    case "reproduce":
      return (await import("./reproduce.ts")).reproduce;
    case "doctor":
      return (await import("./doctor.ts")).doctor;
    case "secret":
      return (await import("./secret.ts")).secret;
    case "completions":
      return (await import("./completions.ts")).completions;
  }
}

function named(word: string): CommandName {
  const command = COMMAND_NAMES.find((name) => name === word);
  if (command !== undefined) return command;
  const kind = word.startsWith("-") ? "option" : "command";
  const words = [...COMMAND_NAMES, "help", "--help", "--version"];
  throw unknownWord(kind, word, words, `${startedBy()} --help`);
}
