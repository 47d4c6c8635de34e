import { bashCompletions } from "./completions/bash.ts";
import { fishCompletions } from "./completions/fish.ts";
import { SHELLS } from "./completions/shells.ts";
import { completionWords } from "./completions/words.ts";
import { zshCompletions } from "./completions/zsh.ts";
import { UsageError } from "./errors.ts";
import { ExitCode } from "./exit_code.ts";
import type { CommandLine } from "./parse.ts";
import type { Output } from "./terminal/mod.ts";

const SCRIPTS = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/**
 * `drover completions SHELL`: prints a script that teaches a shell the commands,
 * options and values.
 *
 * @returns The exit code
 * @throws {UsageError} If the shell is none of those known
 */
export async function completions(
  { operands: [word] }: CommandLine,
  output: Output,
): Promise<number> {
  const shell = SHELLS.find((name) => name === word);
  if (shell === undefined) {
    const [last, ...others] = SHELLS.toReversed();
    throw new UsageError(
      `Unknown shell "${word}": completions are for ${
        others.reverse().join(", ")
      } and ${last}`,
    );
  }
  output.write(SCRIPTS[shell](await completionWords()));
  return ExitCode.ok;
}
