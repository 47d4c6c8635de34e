import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { CommandError } from "../../src/cli/errors.ts";
import {
  examplesOf,
  findFile,
  SCENARIOS,
  TASKS,
} from "../../src/cli/find_file.ts";

const HERE = fromFileUrl(new URL(".", import.meta.url));
const ROOT = fromFileUrl(new URL("../../", import.meta.url));

Deno.test("findFile() leaves alone what is there, and URLs", async () => {
  for (const file of [`${HERE}tiny_task.ts`, "file:///none.ts"]) {
    assertEquals(await findFile(file, TASKS), file);
  }
});

Deno.test("findFile() knows Drover's own examples by name, wherever it is started", async () => {
  const names = await examplesOf(TASKS);
  assert(names.includes("digits") && names.includes("shakespeare"));
  const scenarios = await examplesOf(SCENARIOS);
  assert(scenarios.includes("churn") && scenarios.length >= 7, `${scenarios}`);
  // What they have in common is none of them.
  assertEquals(scenarios.includes("digits"), false);
  const words = ["digits", "digits.ts", "examples/digits.ts"];
  assertEquals(
    await foundFrom(HERE, words, "TASKS"),
    words.map(() => `${ROOT}examples/digits.ts`),
  );
  assertEquals(
    await foundFrom(HERE, ["examples/scenarios/churn.ts"], "SCENARIOS"),
    [`${ROOT}examples/scenarios/churn.ts`],
  );
});

/** What is found in another folder: by a process of its own, as all tests that run at once are in one folder. */
async function foundFrom(
  folder: string,
  words: readonly string[],
  kind: "TASKS" | "SCENARIOS",
): Promise<string[]> {
  const code = `import { findFile, ${kind} } from "${ROOT}src/cli/find_file.ts";
const found = ${JSON.stringify(words)}.map((word) => findFile(word, ${kind}));
console.log(JSON.stringify(await Promise.all(found)));`;
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    cwd: folder,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  return JSON.parse(text(stdout));
}

Deno.test("findFile() says what may have been meant", async () => {
  const problem = (file: string) =>
    assertRejects(() => findFile(file, TASKS), CommandError);
  assertEquals(
    (await problem(`${HERE}tiny_tsak.ts`)).message,
    `Cannot load the task ${HERE}tiny_tsak.ts: there is no such file; did you mean "${HERE}tiny_task.ts"?`,
  );
  assert((await problem("digts")).message.endsWith('did you mean "digits"?'));
  assertEquals(
    (await problem("wine.csv")).message,
    "Cannot load the task wine.csv: that is data; a task is a .ts file that exports defineTask({ ... }), and reads the data itself (readCsv)",
  );
  assertEquals(
    (await problem(`${ROOT}README.md`)).message,
    `Cannot load the task ${ROOT}README.md: that is no program; a task is a .ts file that exports defineTask({ ... })`,
  );
  assert((await problem("run.ndjson")).message.includes("that is a log"));
  const { message } = await problem(`${HERE}nothing_like_it.ts`);
  assert(message.includes("go by name: digits, "), message);
});
