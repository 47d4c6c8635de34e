import { Random } from "../../src/random/mod.ts";

/** A LIBSVM file of two classes that overlap; whoever asks removes it. */
export async function twoClasses(count: number): Promise<string> {
  const random = new Random("two classes");
  const lines = Array.from({ length: count }, () => {
    const label = random.below(2);
    const values = Array.from(
      { length: 5 },
      (_, j) => `${j + 1}:${(random.normal() + label * (j % 2)).toFixed(4)}`,
    );
    return `${2 * label - 1} ${values.join(" ")}\n`;
  });
  const file = await Deno.makeTempFile({ suffix: ".libsvm" });
  await Deno.writeTextFile(file, lines.join(""));
  return file;
}
