/**
 * Every option of every command.
 *
 * @module
 */
import { PEER_OPTIONS } from "./of_peers.ts";
import { RUN_OPTIONS } from "./of_runs.ts";
import type { CommandName, Option } from "./option.ts";

export type { CommandName, Option } from "./option.ts";

/**
 * Every option of every command, in the order of the help. Parsing, checking
 * and `--help` are derived from this table.
 */
export const OPTIONS = { ...PEER_OPTIONS, ...RUN_OPTIONS } as const;

/** Name of an option, without the dashes. */
export type OptionName = keyof typeof OPTIONS;

/** What options say, by name; what was not given is not there. */
export type OptionValues = {
  -readonly [Name in OptionName]?: ReturnType<(typeof OPTIONS)[Name]["read"]>;
};

/** The options of a command, in the order of the help. */
export function optionsOf(
  command: CommandName,
): [name: OptionName, option: Option<unknown>][] {
  const all = Object.entries(OPTIONS) as [OptionName, Option<unknown>][];
  return all.filter(([, { commands }]) => commands.includes(command));
}
