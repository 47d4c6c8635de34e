import { assert } from "@std/assert";
import { compiledSource } from "../../../src/training/kernels/build.ts";

Deno.test("The compiled kernels are those of the sources", async () => {
  const url = new URL(
    "../../../src/training/kernels/compiled.ts",
    import.meta.url,
  );
  const same = await compiledSource() === await Deno.readTextFile(url);
  assert(same, "compiled.ts is not what assembly/ says; run deno task build");
});
