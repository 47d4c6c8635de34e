import { assert } from "@std/assert";
import { compressionKernelSource } from "../../src/compression/kernel/build.ts";

Deno.test("The compiled kernel of compression is that of the sources", async () => {
  const compiled = await Deno.readTextFile(
    new URL("../../src/compression/kernel/compiled.ts", import.meta.url),
  );
  const same = compiled === await compressionKernelSource();
  assert(same, "compiled.ts is not what assembly/ says; run deno task build");
});
