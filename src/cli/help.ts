import { COMMAND_NAMES, COMMANDS } from "./commands.ts";
import { startedBy } from "../telemetry/words/started_by.ts";
import { type CommandName, type Option, optionsOf } from "./options/mod.ts";

/** The help of the whole program. */
export function generalHelp(): string {
  const rows = COMMAND_NAMES.map((name): [string, string] => {
    const { operand, optional, help } = COMMANDS[name];
    return [[name, operandIn(operand, optional)].join(" ").trim(), help];
  });
  return `Drover trains one neural network on many machines that find each other.

Usage: ${startedBy()} COMMAND [options]${meaning(startedBy())}

Commands:
${twoColumns(rows)}

Options:
${
    twoColumns([
      ["-h, --help", "show this help, or a command's: drover train --help"],
      ["--version", "show the version"],
    ])
  }
`;
}

/** The help of one command, from the table of options. */
export function commandHelp(command: CommandName): string {
  const { operand, optional, details, examples, permissions, own } =
    COMMANDS[command];
  const start = startedBy(permissions);
  const row = ([name, option]: Named): [string, string] => [
    name === "help" ? "-h, --help" : `--${name} ${valueOf(option)}`,
    option.help,
  ];
  const all = optionsOf(command);
  const isOwn = ([name]: Named) => own?.includes(name) ?? true;
  const others = all.filter((option) => !isOwn(option)).map(row);
  const usage = [start, command, operandIn(operand, optional), "[options]"];
  return `Usage: ${usage.filter(Boolean).join(" ")}${meaning(start)}

${details}

Options:
${twoColumns(all.filter(isOwn).map(row))}
${
    others.length === 0
      ? ""
      : `\nOptions of train, which it holds against what it finds:\n${
        twoColumns(others)
      }\n`
  }
Examples:
${examples.map((example) => `  ${example}`).join("\n")}
`;
}

type Named = ReturnType<typeof optionsOf>[number];

/** What the short "drover" of the examples stands for, where it is no command here. */
function meaning(start: string): string {
  return start === "drover" ? "" : `\n("drover" below stands for: ${start})`;
}

/** `N`, `ADDR ...` for an option that may be given more than once, `[N]` for one that may stand alone. */
function valueOf(
  { placeholder = "", repeatable, mayStandAlone }: Option<unknown>,
): string {
  if (mayStandAlone) return `[${placeholder}]`;
  return repeatable ? `${placeholder} ...` : placeholder;
}

function operandIn(operand = "", optional = false): string {
  return optional ? `[${operand}]` : operand;
}

function twoColumns(rows: readonly [left: string, right: string][]): string {
  const width = Math.max(...rows.map(([left]) => left.trim().length));
  return rows.map(([left, right]) => `  ${left.trim().padEnd(width)}  ${right}`)
    .join("\n");
}
