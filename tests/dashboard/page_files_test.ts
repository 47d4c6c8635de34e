import { assert, assertEquals } from "@std/assert";
import { loadAssets } from "../../src/dashboard/assets.ts";
import { IMPORT_MAP, PAGE_FILES } from "../../src/dashboard/page_files.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGE = "src/dashboard/page/";

/** Paths of all files in a folder, from the root. */
function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* walk(`${folder}${name}/`);
    else yield `${folder}${name}`;
  }
}

Deno.test("every file of the page is served, and every listed one is there", () => {
  const files = [...walk(PAGE)].filter((path) => /\.(ts|css)$/.test(path)).map((
    path,
  ) => `/${path}`).sort();
  const listed = Object.keys(PAGE_FILES)
    .filter((path) => path.startsWith(`/${PAGE}`)).sort();
  assertEquals(
    listed,
    files,
    "src/dashboard/page_files.ts lists the page's files",
  );
});

Deno.test("what the page's modules import is served as well", async () => {
  const assets = await loadAssets();
  for (const path of Object.keys(PAGE_FILES)) {
    if (!path.endsWith(".ts")) continue;
    // Imports of types are gone with the types.
    const { body } = assets.get(path)!;
    const imports = body.matchAll(
      /^\s*(?:import|export)\s+(?:[\w*{}\s,]+\s+from\s+)?["']([^"']+)["']/gm,
    );
    for (const [, name] of imports) {
      const target = name!.startsWith(".")
        ? new URL(name!, `http://x${path}`).pathname
        : IMPORT_MAP[name!];
      assert(
        target !== undefined && assets.get(target),
        `${path} imports ${name}, which src/dashboard/page_files.ts does not have`,
      );
    }
  }
});

Deno.test("a file is text as it stands in the sources, with its types blanked out", async () => {
  const assets = await loadAssets();
  for (const path of Object.keys(PAGE_FILES)) {
    if (!path.startsWith("/src/")) continue;
    const source = Deno.readTextFileSync(new URL(`.${path}`, ROOT));
    const { body } = assets.get(path)!;
    assertEquals(body.split("\n").length, source.split("\n").length, path);
  }
});
