import { COMMAND_NAMES, COMMANDS } from "./commands.ts";
import { binary } from "../telemetry/words/binary.ts";
import { startedBy } from "./own_program.ts";
import { type CommandName, type Option, optionsOf } from "./options/mod.ts";

/** The help of the whole program. */
export function generalHelp(): string {
  const rows = COMMAND_NAMES.map((name): [string, string] => {
    const { operand, optional, help } = COMMANDS[name];
    return [[name, operandIn(operand, optional)].join(" ").trim(), help];
  });
  return `Drover trains one neural network on many machines that find each other.

Usage: ${startedBy()} COMMAND [options]${meaning()}

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
  const { operand, optional, details, examples } = COMMANDS[command];
  const start = binary() === undefined && COMMANDS[command].start;
  const rows = optionsOf(command).map(([name, option]): [string, string] => [
    name === "help" ? "-h, --help" : `--${name} ${valueOf(option)}`,
    option.help,
  ]);
  const usage = [
    start || `drover ${command}`,
    operandIn(operand, optional),
    "[options]",
    start && `    ("drover ${command}" below)`,
  ];
  return `Usage: ${usage.filter(Boolean).join(" ")}

${details}

Options:
${twoColumns(rows)}

Examples:
${examples.map((example) => `  ${example}`).join("\n")}
`;
}

/** That what is called "drover" below is started otherwise. */
function meaning(): string {
  return binary() === undefined ? '     ("drover COMMAND" below)' : "";
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
