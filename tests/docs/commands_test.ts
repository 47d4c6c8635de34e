import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { COMMAND_NAMES } from "../../src/cli/commands.ts";
import { OPTIONS } from "../../src/cli/options/mod.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { allPages } from "./page.ts";

const pages = allPages();

/** Lines of code that begin with a command, without what is remarked on them. */
function commandLines(): [page: string, line: string][] {
  return pages.flatMap(({ path, code, prose }) => {
    const lines = code.filter(({ language }) => !/^(ts|js)/.test(language))
      .flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"));
    const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, text]) =>
      text!.replaceAll(/\s+/g, " ")
    );
    return [...lines, ...inline]
      .map((line): [string, string] => [path, line.replace(/ #.*/, "").trim()]);
  });
}

Deno.test("every drover command in the documentation is one", () => {
  let count = 0;
  const wrong: string[] = [];
  for (const [page, line] of commandLines()) {
    const [, rest] =
      /^(?:deno run -P(?:=\w+)?(?: --allow-[\w=.]+)? (?:…\/drover\/)?mod\.ts|drover|\.\/bin\/drover) (.*)$/
        .exec(line) ?? [];
    if (rest === undefined) continue;
    count++;
    const [word = "", ...args] = rest.split(/ +/);
    if (["help", "--help", "--version"].includes(word)) continue;
    const command = COMMAND_NAMES.find((name) => name === word);
    if (command === undefined) {
      wrong.push(`${page}: ${line}`);
      continue;
    }
    // `drover simulate` alone names the command.
    if (args.length === 0) continue;
    try {
      parseCommandLine(command, args.filter((arg) => arg !== "…"));
    } catch (error) {
      wrong.push(`${page}: ${line}: ${(error as Error).message}`);
    }
  }
  assertEquals(wrong, []);
  assert(count > 10, `only ${count} commands were found`);
});

Deno.test("every deno task in the documentation is one, and every bench", () => {
  const wrong: string[] = [];
  const benches = [...Deno.readDirSync(new URL("../bench/", import.meta.url))]
    .map(({ name }) => name.replace("_bench.ts", ""));
  for (const [page, line] of commandLines()) {
    const [, task, name] =
      /^(?:npx -y deno@[\d.]+|deno) task ([\w:]+)(?: (\w+))?/.exec(line) ?? [];
    if (task === undefined) continue;
    const isBench = task === "bench" && name !== undefined && name !== "NAME";
    if (!(task in config.tasks) || isBench && !benches.includes(name)) {
      wrong.push(`${page}: ${line}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("every option that the documentation names by itself is one", () => {
  const wrong: string[] = [];
  // What belongs to Deno and to other programs.
  const others = [
    "allow-ffi",
    "allow-write",
    "case",
    "config",
    "network",
    "offline",
    "show",
  ];
  for (const { path, prose } of pages) {
    for (const [, name = ""] of prose.matchAll(/`--([a-z-]+)/g)) {
      if (name in OPTIONS || others.includes(name)) continue;
      wrong.push(`${path}: --${name}`);
    }
  }
  assertEquals(wrong, []);
});
