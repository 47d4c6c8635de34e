import { parseArgs } from "@std/cli/parse-args";
import { COMMANDS } from "./commands.ts";
import { unknownWord } from "./did_you_mean.ts";
import { UsageError } from "./errors.ts";
import { ofTheTask } from "./of_the_task.ts";
import {
  type CommandName,
  type OptionName,
  optionsOf,
  type OptionValues,
} from "./options/mod.ts";
import { startedBy } from "../telemetry/words/started_by.ts";

/** A command line that has been understood. */
export interface CommandLine {
  /** What stands beside the options, such as the task file. */
  operands: string[];
  /** The options' values. */
  options: OptionValues;
  /** The options as they were written, to hand them on. */
  written: Partial<Record<OptionName, string[]>>;
}

/**
 * Reads what follows a command's name.
 *
 * @throws {UsageError} Where an option is unknown, a value missing or not what
 * it should be, or there are more or fewer operands than the command takes.
 */
export function parseCommandLine(
  command: CommandName,
  args: readonly string[],
): CommandLine {
  const known = optionsOf(command);
  const valued = known.filter(([, { placeholder }]) => placeholder);
  const unknown: string[] = [];
  const names = new Set(valued.map(([name]) => `--${name}`));
  const words = joined(standAlone(known, args), names);
  const parsed: Record<string, unknown> = parseArgs(words, {
    // "_": operands stay strings, also those that look like numbers.
    string: [...valued.map(([name]) => name), "_"],
    collect: valued.map(([name]) => name),
    boolean: known.filter(([, option]) => !option.placeholder)
      .map(([name]) => name),
    alias: { help: "h" },
    unknown: (arg: string, key?: string) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });

  const options: Record<string, unknown> = {};
  const written: Record<string, string[]> = {};
  if (parsed.help) return { operands: [], options: { help: true }, written };
  for (const [name, option] of known) {
    const given = parsed[name];
    if (given === true) {
      options[name] = option.read([], name);
      written[name] = ["true"];
    }
    if (!Array.isArray(given) || given.length === 0) continue;
    if (given.includes("") && !option.mayStandAlone) {
      throw new UsageError(
        `--${name} needs a value: --${name} ${option.placeholder}`,
      );
    }
    options[name] = option.read(given, name);
    written[name] = given;
  }
  if (unknown.length > 0) {
    const name = unknown[0]!.replace(/=.*/s, "");
    const names = known.map(([name]) => `--${name}`);
    throw ofTheTask(command, name) ??
      unknownWord("option", name, names, `${startedBy()} ${command} --help`);
  }
  const operands = parsed._ as string[];
  checkOperands(command, operands, written);
  checkCount(command, operands, args);
  return { operands, options, written };
}

/**
 * The words, with `--name=` for an option that stands alone though it might have a value: what
 * follows it does not look like one.
 */
function standAlone(
  known: ReturnType<typeof optionsOf>,
  args: readonly string[],
): string[] {
  const looks = new Map(
    known.map(([name, option]) => [`--${name}`, option.mayStandAlone]),
  );
  return args.map((word, i) => {
    const value = looks.get(word);
    return value === undefined || value.test(args[i + 1] ?? "")
      ? word
      : `${word}=`;
  });
}

/** What looks like a task or a scenario. */
const SCRIPT = /\.[mc]?[jt]sx?$/;

/** `--k -1` as `--k=-1`, so that a number below 0 is read as a value, not as an option. */
function joined(args: readonly string[], names: Set<string>): string[] {
  const words: string[] = [];
  for (const arg of args) {
    const before = words.at(-1);
    if (/^-\.?\d/.test(arg) && before !== undefined && names.has(before)) {
      words[words.length - 1] = `${before}=${arg}`;
    } else words.push(arg);
  }
  return words;
}

function checkOperands(
  command: CommandName,
  operands: string[],
  written: Record<string, string[]>,
): void {
  const { operand, optional } = COMMANDS[command];
  const noun = nounOf(command);
  if (operand !== undefined && !optional && operands.length === 0) {
    // By name Drover's own examples are found from whatever folder.
    const example = COMMANDS[command].examples[0]!
      .replace(/^drover/, startedBy())
      .replace(/examples\/(?:scenarios\/)?(\w+)\.ts/, "$1");
    const taken = Object.entries(written).find(([, values]) =>
      values.some((value) => SCRIPT.test(value))
    );
    throw new UsageError(
      taken === undefined
        ? `"${command}" needs a ${noun}, such as: ${example}`
        : `"${command}" needs a ${noun}, and "${
          taken[1].at(-1)
        }" was taken for the value of --${
          taken[0]
        }; rather: ${startedBy()} ${command} ${taken[1].at(-1)} --${
          taken[0]
        } VALUE`,
    );
  }
}

function checkCount(
  command: CommandName,
  operands: readonly string[],
  args: readonly string[],
): void {
  const { operand } = COMMANDS[command];
  const most = operand === undefined ? 0 : 1;
  if (operands.length <= most) return;
  // `--dashboard foo`: what follows such an option was meant for its value.
  for (const [name, option] of optionsOf(command)) {
    const word = args[args.indexOf(`--${name}`) + 1] ?? "";
    const isMeant = option.mayStandAlone && args.includes(`--${name}`) &&
      operands.includes(word) && !SCRIPT.test(word);
    if (isMeant) option.read([word], name);
  }
  throw new UsageError(
    `"${command}" takes ${
      most === 0 ? "options only" : `one ${nounOf(command)}`
    }, and "${
      operands[most]
    }" is one more; see ${startedBy()} ${command} --help`,
  );
}

/** What a command's operand is called. */
function nounOf(command: CommandName): string {
  const { operand, noun } = COMMANDS[command];
  return noun ?? `${operand?.toLowerCase()} file`;
}
