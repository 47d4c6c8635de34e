/** Programs that use a saved model, as a person starts them: in a process of their own. */
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import digits from "../../examples/digits.ts";
import { loadSession } from "../../src/training/load_session.ts";
import { saveModel } from "../../src/training/saving/mod.ts";

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
