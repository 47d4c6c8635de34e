import type { Candidates, CommandWords, OptionWords } from "./words.ts";

/** A script that teaches zsh the commands, options and values, with their help. */
export function zshCompletions(commands: readonly CommandWords[]): string {
  return `#compdef drover
# Completions of drover for zsh: source <(drover completions zsh), after compinit
_drover() {
  local -a commands
  commands=(
${
    [...commands, { name: "help", help: "show the help of a command" }]
      .map(({ name, help }) => `    ${quoted(`${name}:${help}`)}`).join("\n")
  }
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${
    commands.map(({ name, options, operand }) =>
      `  ${name})
    _arguments -s \\
${
        [
          ...options.map(optionSpec),
          ...(operand === undefined ? [] : [operandSpec(name, operand)]),
        ].map((spec) => `      ${quoted(spec)}`).join(" \\\n")
      }
    ;;`
    ).join("\n")
  }
  help) _describe command commands ;;
  esac
}
compdef _drover drover
`;
}

function optionSpec(
  { name, help, value, placeholder, repeatable }: OptionWords,
): string {
  const start = `${repeatable ? "*" : ""}--${name}`;
  const about = `[${help.replace(/[[\]\\:]/g, "\\$&")}]`;
  if (value === undefined) return `${start}${about}`;
  return `${start}=${about}:${placeholder}:${action(value)}`;
}

function operandSpec(command: string, operand: Candidates): string {
  return `1:${command}:${action(operand)}`;
}

function action({ words, path }: Candidates): string {
  const files = path === "folder"
    ? "_files -/"
    : path === "ts"
    ? '_files -g "*.(ts|js)"'
    : path === "file"
    ? "_files"
    : "";
  if (words.length === 0) return files === "" ? " " : files;
  if (files === "") return `(${words.join(" ")})`;
  return `{_alternative "examples:example:(${words.join(" ")})" "files:file:${
    files.replaceAll('"', "'")
  }"}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
