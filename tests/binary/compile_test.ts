/**
 * Makes the single file, and lets two of it train a task of one's own together in
 * an empty folder: without Deno, without its cache, and where namespaces can be
 * made without any network. 25 s of processor time.
 */
import { assert, assertEquals } from "@std/assert";
import { compile } from "../../src/binary/compile.ts";
import config from "../../deno.json" with { type: "json" };
import { lacksNamespaces, Lan } from "../swarm/namespaces.ts";

const TASK = `import { defineTask, momentum, tf } from "@drover/drover";
const inputs = Array.from({ length: 400 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const labels = inputs.map(([x, y]) => x * y > 0 ? 1 : 0);
export default defineTask({
  name: "own", seed: 1,
  model: () => tf.sequential({ layers: [
    tf.layers.dense({ inputShape: [2], units: 8, activation: "relu" }),
    tf.layers.dense({ units: 2 }),
  ] }),
  data: () => ({ train: { inputs, labels }, validation: { inputs, labels } }),
  loss: "softmaxCrossEntropy", metrics: ["accuracy"],
  optimizer: momentum({ learningRate: 0.1 }), unit: 16, epochs: 8,
});
`;

/** What the single file cannot be made without, and is not here; undefined where all is. */
async function lacks(): Promise<string | undefined> {
  if (Deno.build.os === "windows") return "sh, tar and gzip";
  const cache = await Deno.makeTempDir();
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["cache", "--quiet", "--no-config", config.imports.uplot],
      env: { DENO_DIR: cache },
      stdout: "null",
      stderr: "null",
    }).output();
    return success ? undefined : "the registry of packages";
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

const missing = await lacks();
const reason = missing === undefined ? "" : ` (skipped: needs ${missing})`;

Deno.test({
  name:
    `Two of the single file find each other in an empty folder, and train to the same bytes${reason}`,
  ignore: missing !== undefined,
  async fn() {
    const root = await Deno.makeTempDir({ prefix: "drover-alone-" });
    const isApart = await lacksNamespaces() === undefined;
    const lan = isApart ? await Lan.of(1) : undefined;
    try {
      await compile(`${root}/drover`);
      await Deno.writeTextFile(`${root}/own.ts`, TASK);
      const words = [
        ...lan === undefined ? [] : ["ip", "netns", "exec", lan.machines[0]!],
        ...["./drover", "train", "own.ts", "--json", "--wait-for", "2"],
        ...["--interface", "127.0.0.1", "--listen", "127.0.0.1:0"],
        // Its page is part of the file, with the documentation that it names.
        ...["--dashboard", "0"],
      ];
      const outcomes = await Promise.all(
        [1, 2].map(() =>
          new Deno.Command(words[0]!, {
            args: words.slice(1),
            cwd: root,
            clearEnv: true,
            env: {
              PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
              HOME: `${root}/home`,
            },
          }).output()
        ),
      );
      const text = (bytes: Uint8Array) =>
        new TextDecoder().decode(bytes).trim();
      const summaries = outcomes.map(({ code, stdout, stderr }) => {
        assertEquals(code, 0, text(stderr) + text(stdout));
        return JSON.parse(text(stdout).split("\n").at(-1)!);
      });
      for (const { type, members, final } of summaries) {
        assertEquals([type, members], ["summary", 2]);
        assert(final.metrics.accuracy > 0.8, `${final.metrics.accuracy}`);
      }
      assertEquals(summaries[0].hash, summaries[1].hash);
    } finally {
      await lan?.close();
      await Deno.remove(root, { recursive: true });
    }
  },
});
