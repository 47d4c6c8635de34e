/** Programs that use a saved model, as a person starts them: in a process of their own. */
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import digits from "../../examples/digits.ts";
import { loadSession } from "../../src/training/load_session.ts";
import { saveModel } from "../../src/training/saving/mod.ts";
import { readPage } from "../docs/page.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** Runs `deno` in a folder, to its end. */
async function run(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P", ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("the example predict reads digits with a saved model, from any folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "drover-predict-" });
  try {
    const { session } = await loadSession(digits);
    await saveModel(session.model, `${folder}/model`);
    const { code, stdout, stderr } = await run(
      folder,
      `${ROOT}examples/predict.ts`,
      "model",
    );
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^are {3}0 6 6 6 1 0 4/m);
    assertMatch(stdout, /^\d+ of 2000 right: [\d.]+ %$/m);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the README's program predicts with the README's task, from any folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "drover-predict-" });
  try {
    const { code } = readPage("README.md");
    const pick = (words: string) =>
      code.find(({ language, text }) =>
        language === "ts" && text.includes(words)
      )!.text;
    const table = Array.from({ length: 60 }, (_, i) => [i % 3, 1_000 * i]);
    await Deno.writeTextFile(
      `${folder}/wine.csv`,
      `a,b,kind\n${table.map(([a, b]) => `${a},${b},${"xyz"[a!]}`).join("\n")}`,
    );
    await Deno.writeTextFile(
      `${folder}/new.csv`,
      `a,b\n${table.slice(0, 7).join("\n")}`,
    );
    await Deno.writeTextFile(
      `${folder}/wine.ts`,
      pick("defineTask"),
    );
    await Deno.writeTextFile(`${folder}/predict.ts`, pick("loadModel"));
    const { default: task } = await import(`file://${folder}/wine.ts`);
    const { session } = await loadSession(task);
    await saveModel(session.model, `${folder}/model`);
    const config = `--config=${ROOT}deno.json`;
    const { code: status, stdout, stderr } = await run(
      folder,
      config,
      "predict.ts",
    );
    assertEquals(status, 0, stderr);
    assertMatch(stdout, /^Int32Array\(7\) \[(\s+[012],?){7}\s+\]\n$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
