import { assertEquals, assertStringIncludes } from "@std/assert";
import { outcomeOf } from "./outcome.ts";

/** Runs test files and reads what came of them. */
async function outcomeOfFiles(files: Record<string, string>) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const { stdout, stderr, success } = await new Deno.Command(
      Deno.execPath(),
      { args: ["test", "--no-config", "--no-check"], cwd: folder },
    ).output();
    const [out, err] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    return outcomeOf(`${out}${err}`, success);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what failed is found in what deno test prints", async () => {
  const outcome = await outcomeOfFiles({
    "fine_test.ts": `Deno.test("fine", () => {});`,
    "odd_test.ts": `
      Deno.test("a => b (x:1:2)", () => { throw new Error("too odd"); });
      Deno.test("steps", (t) => t.step("one", () => { throw 1; }));
      Deno.test.ignore("later", () => {});`,
    "broken_test.ts": `throw new Error("no tests");`,
  });
  assertEquals(outcome.passed, 1);
  assertEquals(outcome.ignored, 1);
  assertEquals(outcome.failed, 3);
  assertEquals(outcome.failedFiles, ["./broken_test.ts", "./odd_test.ts"]);
  assertStringIncludes(outcome.errors, "too odd");
  assertStringIncludes(outcome.errors, "no tests");
});

Deno.test("tests that pass leave nothing to be told", async () => {
  const { errors, failed, failedFiles, passed } = await outcomeOfFiles({
    "fine_test.ts": `Deno.test("fine", () => {});`,
  });
  assertEquals({ errors, failed, failedFiles, passed }, {
    errors: "",
    failed: 0,
    failedFiles: [],
    passed: 1,
  });
});

Deno.test("tests that were killed have failed, whatever they printed", () => {
  const said = `${"a ... ok\n".repeat(100)}b ...`;
  const { failed, failedFiles, errors } = outcomeOf(said, false);
  assertEquals({ failed, failedFiles }, { failed: 1, failedFiles: [] });
  assertEquals(errors, `${"a ... ok\n".repeat(29)}b ...`);
});
