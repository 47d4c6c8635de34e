import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMAND_NAMES, COMMANDS } from "../../src/cli/commands.ts";
import { commandHelp, generalHelp } from "../../src/cli/help.ts";
import { startedBy } from "../../src/telemetry/words/started_by.ts";
import { optionsOf } from "../../src/cli/options/mod.ts";

Deno.test("generalHelp() names every command in at most 80 columns", () => {
  const help = generalHelp();
  for (const name of COMMAND_NAMES) {
    assertStringIncludes(help, COMMANDS[name].help);
  }
  for (const line of help.split("\n")) assert(line.length <= 80, line);
});

for (const name of COMMAND_NAMES) {
  Deno.test(`commandHelp() of ${name} has a line for each of its options`, () => {
    const lines = commandHelp(name).split("\n");
    for (const [option, { help }] of optionsOf(name)) {
      const found = lines.filter((line) =>
        line.includes(` --${option} `) && line.endsWith(help)
      );
      assertEquals(found.length, 1, `--${option}`);
    }
    for (const line of lines) assert(line.length <= 88, line);
  });
}

Deno.test("commandHelp() of secret, as a whole", () => {
  assertEquals(
    commandHelp("secret"),
    `Usage: ${startedBy()} secret [FILE] [options]
("drover" below stands for: ${startedBy()})

Writes a new pre-shared key (default: swarm.key). Peers that are given
the same file by --secret talk to each other and to nobody else.

Options:
  --json      one JSON object a line on stdout, the last one the summary
  -h, --help  show this help

Examples:
  drover secret barn.key
`,
  );
});

Deno.test("commandHelp() of doctor begins with what says whom it looks for, before the options of train", () => {
  const [, own, others] = commandHelp("doctor").split(/^Options.*:$/m);
  for (const name of ["swarm", "bootstrap", "interface"]) {
    assertStringIncludes(own!, `  --${name} `);
  }
  assert(!own!.includes("--wait-for") && others!.includes("--wait-for"));
  assertEquals(commandHelp("train").match(/^Options/gm)?.length, 1);
});
