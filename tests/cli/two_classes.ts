import { fromFileUrl } from "@std/path";
import { Random } from "../../src/random/mod.ts";

/** A folder with a LIBSVM file, `two.libsvm`, of two classes that overlap. */
export async function withTwoClasses(
  count: number,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  // The permissions of `-P` let Drover write here, and nowhere else.
  const folder = await Deno.makeTempDir({
    dir: fromFileUrl(new URL(".", import.meta.url)),
  });
  const random = new Random("two classes");
  const lines = Array.from({ length: count }, (_, i) => {
    const values = [1, 2, 3].map((j) =>
      `${j}:${(random.normal() + (i % 2)).toFixed(3)}`
    );
    return `${i % 2} ${values.join(" ")}\n`;
  });
  try {
    await Deno.writeTextFile(`${folder}/two.libsvm`, lines.join(""));
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
