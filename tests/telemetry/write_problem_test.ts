import { assertMatch } from "@std/assert";
import { writeProblem } from "../../src/telemetry/words/write_problem.ts";

Deno.test("writeProblem() tells how to get at a folder that -P does not allow", () => {
  assertMatch(
    writeProblem(new Deno.errors.NotCapable("no"), "/srv/model", "folder"),
    /own folder; choose a folder there, or .* --allow-write=\.,\S*model mod\.ts/,
  );
});

Deno.test("writeProblem() tells a file from a folder", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const path of [file, `${file}/x`]) {
      const error = await Deno.mkdir(path, { recursive: true })
        .then(() => undefined, (error) => error);
      assertMatch(writeProblem(error, path, "folder"), /^it is a file/);
    }
  } finally {
    await Deno.remove(file);
  }
});
