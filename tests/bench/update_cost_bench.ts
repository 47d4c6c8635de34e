/**
 * What one update costs in CPU time, publisher and receivers together: real
 * processes, each with a worker, that train over loopback to the same model.
 *
 *     deno task bench update_cost [--codec top-k:0.01]… [--task prototype|cnn]
 *         [--peers 4] [--epochs N] [--variant NAME] [--k K] [--threads] [--flag F]…
 *
 * The default is the table of the prototype that Drover began with: four
 * processes, a perceptron of 50,890 parameters, 8,000 digits, units of 32, in
 * float32, int8 and the largest 1 %. Times are CPU time, so that a busy machine
 * changes little; `rest` is all of it but the gradients.
 */
import { parseArgs } from "@std/cli/parse-args";
import { codec, quorum } from "../../src/cli/readers.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";
import { type Cost, measure } from "./update_cost/measure.ts";

const given = parseArgs(Deno.args, {
  string: ["codec", "task", "variant", "k", "flag"],
  collect: ["codec", "flag"],
  boolean: ["threads"],
  default: { task: "prototype", peers: 4, warmUp: 0.3 },
}) as {
  codec: string[];
  flag: string[];
  task: string;
  variant?: Variant;
  k?: string;
  peers: number;
  epochs?: number;
  warmUp: number;
  threads: boolean;
};

/** Passes that take some ten seconds. */
const EPOCHS: Record<string, number> = { float32: 6, int8: 12 };

const COLUMNS: [string, (cost: Cost) => string][] = [
  ["updates", ({ updates }) => String(updates)],
  ["updates/s", ({ updatesPerSecond }) => updatesPerSecond.toFixed(0)],
  ["CPU ms", ({ cpuMs }) => cpuMs.toFixed(2)],
  ["kernel", ({ systemMs }) => systemMs.toFixed(2)],
  ["gradient", ({ gradientMs }) => gradientMs.toFixed(2)],
  ["wasted", ({ wastedMs }) => wastedMs.toFixed(2)],
  ["rest", ({ restMs }) => restMs.toFixed(2)],
  ["utilisation", ({ utilisation }) => utilisation.toFixed(2)],
  ["useful MB/s", ({ usefulMB }) => usefulMB.toFixed(1)],
  ["wire/useful", ({ overhead }) => overhead.toFixed(3)],
  ["RSS MB", ({ rssMB }) => rssMB.toFixed(0)],
  ["loss", ({ loss }) => loss.toFixed(3)],
  ["hashes", ({ isEqual }) => isEqual ? "equal" : "DIFFER"],
];

const task = new URL(`./update_cost/${given.task}_task.ts`, import.meta.url);
const codecs = given.codec.length > 0
  ? given.codec
  : ["float32", "int8", "top-k:0.01"];
console.log(
  ["codec".padEnd(12), ...COLUMNS.map(([name]) => name)].join("  "),
);
for (const name of codecs) {
  const cost = await measure({
    peers: given.peers,
    epochs: given.epochs ?? EPOCHS[name] ?? 24,
    warmUp: given.warmUp,
    flags: given.flag,
    options: {
      task: task.href,
      codec: codec(name, "codec"),
      ...(given.variant === undefined ? {} : { variant: given.variant }),
      ...(given.k === undefined ? {} : { k: quorum(given.k, "k") }),
    },
  });
  const cells = COLUMNS.map(([name, show]) => show(cost).padStart(name.length));
  console.log([name.padEnd(12), ...cells].join("  "));
  if (given.threads) {
    const threads = Object.entries(cost.threads)
      .filter(([, ms]) => ms >= 0.005)
      .sort(([, a], [, b]) => b - a)
      .map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
    console.log(`  ms by thread: ${threads.join(", ")}`);
  }
}
