import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, toFileUrl } from "@std/path";
import {
  mayWriteToo,
  whereMayWrite,
  writeProblem,
} from "../../src/telemetry/words/write_problem.ts";

Deno.test("writeProblem() tells how to get at a folder that -P does not allow", () => {
  assertMatch(
    writeProblem(new Deno.errors.NotCapable("no"), "/srv/model", "folder"),
    /own folder; choose a folder there, or .* --allow-write=\.,\S*model mod\.ts/,
  );
});

Deno.test("mayWriteToo() keeps the set of permissions that a process was started with", () => {
  assertEquals(
    mayWriteToo("deno run -P=demo mod.ts", "/tmp/x/demo.ndjson"),
    "deno run -P=demo --allow-write=.,/tmp/x/demo.ndjson mod.ts",
  );
  assertEquals(
    mayWriteToo("deno run -P ../drover/mod.ts", "/srv/my model"),
    "deno run -P --allow-write=.,'/srv/my model' ../drover/mod.ts",
  );
  assertEquals(
    mayWriteToo("deno run --allow-write=. https://a/mod.ts", "/b"),
    "deno run --allow-write=.,/b https://a/mod.ts",
  );
});

const here = fromFileUrl(import.meta.resolve("../../"));
const elsewhere = { read: true, env: true, sys: true } as const;

Deno.test({
  name:
    "writeProblem() keeps -P=demo, and tells -P from a folder that was allowed by hand",
  permissions: { ...elsewhere, write: [here], run: true },
  fn() {
    assertMatch(
      writeProblem(new Deno.errors.NotCapable(), "/srv/x", "file"),
      /^-P lets Drover .* own folder; .* run -P=demo --allow-write=\.,\S*x mod/,
    );
  },
});

Deno.test({
  name:
    "whereMayWrite() names the folder of --allow-write=. where that is allowed",
  permissions: { ...elsewhere, write: [`${here}docs`] },
  fn() {
    assertEquals(
      whereMayWrite(toFileUrl(here), `${here}docs`),
      "Drover may write only in the folder that it is started in",
    );
    const ours = whereMayWrite(toFileUrl(`${here}docs/`), here);
    assertMatch(ours, /^-P lets Drover write only in its own folder/);
  },
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
