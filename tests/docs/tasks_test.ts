import { assert, assertEquals } from "@std/assert";
import { loadSession } from "../../src/training/load_session.ts";
import type { Task } from "../../src/training/mod.ts";
import { readPage, ROOT } from "./page.ts";

/** The files beside the tasks, as the pages describe them. */
const FILES: Record<string, string> = {
  "houses.csv": [
    "town,rooms,area,price",
    ...Array.from({ length: 60 }, (_, i) => {
      const rooms = i % 7 === 3 ? "" : 1 + i % 5;
      return `${["Hull", "York"][i % 2]},${rooms},${50 + i},${150 + i}000`;
    }),
  ].join("\n"),
  "wine.csv": [
    "a,b,c,d,e,f,g,h,i,j,k,kind",
    ...Array.from({ length: 90 }, (_, i) => {
      const features = Array.from({ length: 11 }, (_, j) => +(j % 3 === i % 3));
      return `${features},${["x", "y", "z"][i % 3]}`;
    }),
  ].join("\n"),
};

/** The tasks of a page: its code that can be trained as it stands. */
const tasks = ["README.md", "docs/tasks.md"].flatMap((page) =>
  readPage(page).code.filter(({ language, text }) =>
    language === "ts" && text.includes("export default defineTask") &&
    !text.includes("startingWeights")
  ).map(({ text }) => ({ page, text, name: /name: "(.*)"/.exec(text)![1]! }))
);

Deno.test("the pages have tasks to copy", () => {
  assert(tasks.length >= 4, `there are ${tasks.length}`);
});

for (const { page, text, name } of tasks) {
  Deno.test(`the task "${name}" of ${page} can be trained as it stands`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "drover-docs-" });
    try {
      for (const [file, content] of Object.entries(FILES)) {
        await Deno.writeTextFile(`${folder}/${file}`, content);
      }
      // What a reader has in the place of the package's name.
      const code = text.replace("@drover/drover", `${ROOT}mod.ts`);
      await Deno.writeTextFile(`${folder}/${name}.ts`, code);
      const { default: task } = await import(`file://${folder}/${name}.ts`);
      const notices: string[] = [];
      const { info, session } = await loadSession(task as Task, {
        onNotice: (text) => notices.push(text),
      });
      assertEquals(notices, []);
      assertEquals(info.backend, "wasm");
      const before = session.evaluate(Float32Array.from(info.x0)).loss;
      const view = Float32Array.from(info.x0);
      const { gradient } = session.gradient(view.slice(), 0, 1)!;
      const rate = info.optimizer.learningRate / 10;
      gradient.forEach((value, i) => view[i]! -= rate * value);
      assert(session.evaluate(view).loss < before);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
