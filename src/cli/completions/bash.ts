import type { Candidates, CommandWords } from "./words.ts";

/** A script that teaches bash the commands, options and values. */
export function bashCompletions(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  const values = new Map(
    commands.flatMap(({ options }) =>
      options.flatMap(({ name, value }) => value ? [[name, value]] : [])
    ) as [string, Candidates][],
  );
  return `# Completions of drover for bash: eval "$(drover completions bash)"
_drover() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=\${COMP_WORDS[1]}
  local IFS=$'\\n'
  COMPREPLY=()
  # --name=value comes as three words.
  if [[ $word == "=" ]]; then
    word=
  elif [[ $before == "=" ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    ${give({ words: [...names, "help", "--help", "--version"] })}
  fi
  case $before in
${
    [...values].map(([name, value]) => `  --${name}) ${give(value)} ;;`)
      .join("\n")
  }
  esac
  case $command in
${
    commands.map(({ name, options, operand }) =>
      `  ${name})
    if [[ $word == -* ]]; then
      ${give({ words: options.map(({ name }) => `--${name}`) })}
    else
      ${operand === undefined ? ":" : give(operand)}
    fi
    ;;`
    ).join("\n")
  }
  help) ${give({ words: names })} ;;
  esac
}
complete -F _drover drover
`;
}

/** What offers the candidates, and ends. */
function give({ words, path }: Candidates): string {
  const choices: string[] = [];
  if (words.length > 0) choices.push(`-W $'${words.join("\\n")}'`);
  if (path === "folder") choices.push("-d");
  if (path === "file" || path === "ts") choices.push("-f");
  if (choices.length === 0) return "return";
  // Older shells cannot be told that these are files: no space is then left out.
  const files = path === undefined ? "" : "compopt -o filenames 2>/dev/null; ";
  return `${files}COMPREPLY=($(compgen ${
    choices.join(" ")
  } -- "$word")); return`;
}
