import type { Candidates, CommandWords } from "./words.ts";

/** A script that teaches fish the commands, options and values, with their help. */
export function fishCompletions(commands: readonly CommandWords[]): string {
  const lines = [
    "# Completions of drover for fish: drover completions fish | source",
    "complete -c drover -f",
  ];
  const first = "__fish_use_subcommand";
  for (const { name, help } of commands) {
    lines.push(add(first, `-a ${name}`, help));
  }
  lines.push(add(first, "-a help", "show the help of a command"));
  lines.push(add(first, "-l version", "show the version"));
  for (const { name, options, operand } of commands) {
    const here = `__fish_seen_subcommand_from ${name}`;
    if (operand !== undefined) lines.push(add(here, candidates(operand)));
    for (const { name, help, value } of options) {
      const takes = value === undefined ? "" : ` -r ${candidates(value)}`;
      lines.push(add(here, `-l ${name}${takes}`, help));
    }
  }
  return `${lines.join("\n")}\n`;
}

function add(condition: string, what: string, help?: string): string {
  const about = help === undefined ? "" : ` -d ${quoted(help)}`;
  return `complete -c drover -n ${quoted(condition)} ${what.trim()}${about}`;
}

function candidates({ words, path }: Candidates): string {
  const list = words.length === 0 ? "" : `-a ${quoted(words.join(" "))}`;
  if (path === "folder") return "-a '(__fish_complete_directories)'";
  return path === undefined ? `${list} -f` : `${list} -F`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
