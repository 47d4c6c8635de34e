import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { completions } from "../../src/cli/completions.ts";
import { bashCompletions } from "../../src/cli/completions/bash.ts";
import { fishCompletions } from "../../src/cli/completions/fish.ts";
import { completionWords } from "../../src/cli/completions/words.ts";
import { zshCompletions } from "../../src/cli/completions/zsh.ts";
import { COMMAND_NAMES } from "../../src/cli/commands.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { StandardOutput } from "../../src/cli/terminal/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";

const words = await completionWords();

/** Runs a script in a shell, in the project's folder; undefined where there is no such shell. */
async function run(
  shell: string,
  args: string[],
): Promise<string[] | undefined> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(shell, {
      args,
      cwd: new URL("../../", import.meta.url),
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    assert(success, text(stderr));
    return text(stdout).split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What bash completes the last of some words to. */
async function inBash(...line: string[]): Promise<string[]> {
  const script = `${bashCompletions(words)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _drover; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (await run("bash", ["-c", script, "bash", "drover", ...line]))!;
}

/** What fish completes a command line to, without the help beside it. */
async function inFish(line: string): Promise<string[]> {
  const script = `${fishCompletions(words)}\ncomplete -C ${
    JSON.stringify(line)
  }`;
  const lines = (await run("fish", ["--no-config", "-c", script]))!;
  return lines.map((line) => line.split("\t")[0]!).sort();
}

const has = async (shell: string) =>
  (await run(shell, ["-c", "echo"])) !== undefined;
const [bash, zsh, fish] = [
  await has("bash"),
  await has("zsh"),
  await has("fish"),
];
const lacks = (shell: string, there: boolean) =>
  there ? "" : ` (skipped: needs ${shell})`;

Deno.test({
  name: `bash completes commands, options, values and files${
    lacks("bash", bash)
  }`,
  ignore: !bash,
  async fn() {
    assertEquals(await inBash("tr"), ["train"]);
    const commands = await inBash("");
    for (const name of COMMAND_NAMES) assert(commands.includes(name), name);
    assertEquals(await inBash("train", "--var"), ["--variant"]);
    assertEquals(await inBash("train", "--variant", ""), [...VARIANTS]);
    // bash takes "=" for a word of its own.
    assertEquals(await inBash("train", "--codec", "=", "in"), ["int8"]);
    assertEquals(await inBash("train", "dig"), ["digits"]);
    assertEquals(await inBash("train", "exam"), ["examples"]);
    assertEquals(await inBash("simulate", "chu"), ["churn"]);
    assertEquals(await inBash("reproduce", "her"), ["herding"]);
    assertEquals(await inBash("completions", ""), ["bash", "zsh", "fish"]);
    assertEquals(await inBash("train", "--save", "sr"), ["src"]);
    assertEquals(await inBash("train", "--wait-for", ""), [""]);
    assertEquals(await inBash("help", "demo"), ["demo"]);
    // It may stand alone: what follows is a word like any other.
    assertEquals(await inBash("train", "--dashboard", "dig"), ["digits"]);
  },
});

Deno.test({
  name: `fish completes commands, options and values${lacks("fish", fish)}`,
  ignore: !fish,
  async fn() {
    assertEquals(await inFish("drover tr"), ["train"]);
    assertEquals(await inFish("drover train --var"), ["--variant"]);
    const variants = await inFish("drover train --variant ");
    assertEquals(variants, [...VARIANTS].sort());
    assertEquals(await inFish("drover reproduce her"), ["herding"]);
    assert((await inFish("drover train dig")).includes("digits"));
  },
});

Deno.test({
  name: `zsh takes the script${lacks("zsh", zsh)}`,
  ignore: !zsh,
  async fn() {
    const script = zshCompletions(words);
    // Its own completion must be there, and must know the command.
    const check = `autoload -Uz compinit; compinit -u -D
${script}
print -r -- $_comps[drover]; functions _drover`;
    const said = (await run("zsh", ["-f", "-c", check]))!;
    assertEquals(said[0], "_drover");
    assertStringIncludes(said.join("\n"), "(k-sync k-batch-sync ");
  },
});

Deno.test("completions() lists the shells where it does not know one", async () => {
  const line = parseCommandLine("completions", ["tcsh"]);
  const { message } = await assertRejects(
    () => completions(line, new StandardOutput()),
    UsageError,
  );
  assertEquals(
    message,
    'Unknown shell "tcsh": completions are for bash, zsh and fish',
  );
});
