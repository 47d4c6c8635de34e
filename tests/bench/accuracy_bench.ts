/**
 * Accuracy against bytes: four processes on the loopback interface train a
 * convolutional network on MNIST, and an LSTM on Shakespeare's characters, with
 * every codec, with and without error feedback, in full synchrony and without.
 *
 *     deno task bench accuracy [--data DIR] [--results FILE] [--show] [--svg FILE]
 *         [--task digits,characters] [--pace sync,async] [--codec "int8,top 1 %"]
 *         [--feedback on,off] [--factors 1,2] [--steps 1] [--seeds 1] [--epochs 4]
 *         [--again] [--markdown]
 *
 * `--data` (or DROVER_DATA) is a folder with `mnist/` (the four IDX files) and
 * `tiny-shakespeare/`. Every run is a line of `--results`; what is there is not run
 * again, unless `--again` says so, and `--show` runs nothing at all. Then what is
 * there comes as a table (`--markdown` for documents), and as an image.
 *
 * `--factors` are multiples of the task's usual learning rate. Of each column the
 * table shows the factor with the least loss for the first seed: by other seeds
 * where there are some.
 */
import { parseArgs } from "@std/cli/parse-args";
import { accuracyChart } from "./accuracy/accuracy_chart.ts";
import { accuracyTable, toMarkdown } from "./accuracy/accuracy_table.ts";
import {
  type Cell,
  CODECS,
  keyOf,
  type PaceName,
  PACES,
  type TaskName,
  TASKS,
  USUAL,
} from "./accuracy/cell.ts";
import { Results } from "./accuracy/results.ts";
import { runCell } from "./accuracy/run_cell.ts";
import { summarise } from "./accuracy/summarise.ts";
import { ROOT } from "../swarm/processes.ts";
import { table } from "../../src/cli/terminal/mod.ts";

const options = parseArgs(Deno.args, {
  boolean: ["show", "again", "markdown"],
  string: [
    ...["data", "results", "svg", "task", "pace", "codec", "feedback"],
    ...["factors", "steps", "seeds", "epochs"],
  ],
  default: {
    data: Deno.env.get("DROVER_DATA") ?? `${ROOT}../shared/data`,
    results: "accuracy.ndjson",
    task: TASKS.join(),
    pace: Object.keys(PACES).join(),
    codec: Object.keys(CODECS).join(),
    ...{ feedback: "on,off", factors: "1", steps: "1", seeds: "1" },
  },
});

const list = (text: string) => text.split(",").map((one) => one.trim());
const numbers = (text: string) => list(text).map(Number);

/** Every cell that the options name, a pace and a task after the other. */
function* cells(): Generator<Cell> {
  for (const task of list(options.task) as TaskName[]) {
    for (const pace of list(options.pace) as PaceName[]) {
      for (const seed of numbers(options.seeds)) {
        for (const localSteps of numbers(options.steps)) {
          for (const factor of numbers(options.factors)) {
            for (const codec of list(options.codec)) {
              const spec = CODECS[codec];
              if (spec === undefined) {
                const known = Object.keys(CODECS).join(", ");
                throw new Error(`There is no codec ${codec}, only ${known}`);
              }
              const epochs = Number(options.epochs ?? USUAL[task].epochs);
              const cell = { task, pace, codec, spec, localSteps, factor };
              for (const feedback of list(options.feedback)) {
                // What float32 leaves out is next to nothing.
                if (codec === "float32" && feedback === "off") continue;
                yield { ...cell, feedback: feedback === "on", epochs, seed };
              }
            }
          }
        }
      }
    }
  }
}

async function commitOf(): Promise<string> {
  const git = async (...args: string[]) => {
    const command = new Deno.Command("git", { args, cwd: ROOT });
    return new TextDecoder().decode((await command.output()).stdout).trim();
  };
  const dirty = await git("status", "--porcelain", "--", "src", "mod.ts");
  return `${await git("rev-parse", "--short", "HEAD")}${dirty && "+"}`;
}

const { data } = options;
const results = await Results.open(options.results);
if (!options.show) {
  for (const file of ["mnist", "tiny-shakespeare/input.txt.gz"]) {
    try {
      await Deno.stat(`${data}/${file}`);
    } catch {
      console.log(`Skipped: needs ${file} in ${data}; name it by --data`);
      Deno.exit(0);
    }
  }
  const commit = await commitOf();
  for (const cell of cells()) {
    if (results.has(cell) && !options.again) continue;
    const outcome = await runCell(cell, { data, commit });
    await results.add({ cell, outcome });
    const { accuracy, loss, bytesSent, seconds, hashes, reason } = outcome;
    console.error(
      `${keyOf(cell)}: ${(100 * accuracy).toFixed(2)} %, loss ${
        loss.toFixed(4)
      }, ${(bytesSent / 1e6).toFixed(2)} MB, ${seconds.toFixed(0)} s, ${
        hashes === 1 ? reason : `${hashes} HASHES, ${reason}`
      }`,
    );
  }
}
const columns = summarise(results.all);
const { titles, rows } = accuracyTable(columns);
const lines = options.markdown ? toMarkdown(titles, rows) : table(titles, rows);
console.log(lines.join("\n"));
if (options.svg !== undefined) {
  await Deno.writeTextFile(options.svg, accuracyChart(columns));
}
