/** Each example, as it stands, for a few updates: on small files in the place of large ones. */
import { assert, assertEquals } from "@std/assert";
import { examplesOf, TASKS } from "../../src/cli/find_file.ts";
import { createOptimizer } from "../../src/optimizers/mod.ts";
import { loadSession } from "../../src/training/load_session.ts";
import type { Task } from "../../src/training/mod.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** Updates of each example. */
const UPDATES = 6;

/** The files that examples read, by the variable that names them. */
const FILES: Record<string, string> = {
  // Too short for anything but learning which characters there are.
  DROVER_TEXT: "the quick brown fox jumps over the lazy dog; ".repeat(200),
  DROVER_TABLE: Array.from(
    { length: 2_100 },
    (_, i) => `${i % 2 ? "+1" : "-1"} 1:${i % 2} 2:${(i % 5) / 5} 3:1`,
  ).join("\n"),
};

const folder = await Deno.makeTempDir({ prefix: "drover-examples-" });
for (const [name, text] of Object.entries(FILES)) {
  await Deno.writeTextFile(`${folder}/${name}`, text);
  Deno.env.set(name, `${folder}/${name}`);
}

Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

for (const name of await examplesOf(TASKS)) {
  Deno.test(`the example ${name} learns from its first ${UPDATES} updates`, async () => {
    const { default: task } = await import(
      new URL(`${name}.ts`, EXAMPLES).href
    );
    const notices: string[] = [];
    const { info, session } = await loadSession(task as Task, {
      onNotice: (text) => notices.push(text),
    });
    assertEquals(notices, []);
    assertEquals(info.backend, "wasm");
    const n = info.layout.trainable;
    const optimizer = createOptimizer(info.optimizer, info.decayMask);
    const state = optimizer.init(n);
    const x = Float64Array.from(info.x0), step = new Float64Array(n);
    const losses: number[] = [];
    for (let update = 0; update < UPDATES; update++) {
      const view = Float32Array.from(x);
      // One unit again and again: whether it learns shows at once.
      const { gradient, loss } = session.gradient(view.slice(), 0, 1)!;
      losses.push(loss);
      const progress = { epoch: 0, epochs: info.epochs };
      optimizer.update(gradient, state, view, progress, step);
      for (let i = 0; i < n; i++) x[i]! += step[i]!;
    }
    assert(losses.at(-1)! < 0.99 * losses[0]!, `${losses}`);
  });
}
