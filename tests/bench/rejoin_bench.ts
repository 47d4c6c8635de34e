/**
 * How soon a peer that was killed is back: four processes on loopback, of which one is
 * killed, missed by the others, and started again from its `--state`. Prints the time
 * from its `ready` to each of the steps until all others count it again (first and last
 * of them), and until its first update is out. Gradients are made to last, most of it
 * asleep, so that four processes do not compete for the cores of one machine; `--slow`
 * has the others in the middle of long ones, `--new` has it return without its state.
 *
 *     deno task bench rejoin [--returns 8] [--pace 60] [--slow 1] [--new]
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Return, Returning } from "./rejoin/returning.ts";

const options = parseArgs(Deno.args, {
  boolean: ["new"],
  default: { returns: 8, pace: 60, slow: 1, new: false },
}) as { returns: number; pace: number; slow: number; new: boolean };

const all: Return[] = [];
await using herd = await Returning.start(options);
for (let i = 0; i < options.returns; i++) {
  const one = await herd.again();
  all.push(one);
  const steps = one.map(([what, ms]) => `${what} ${ms.toFixed(0)}`);
  console.log(`return ${i + 1}: ${steps.join(", ")}`);
}
const load = Deno.loadavg().map((value) => value.toFixed(1)).join(" ");
console.log(
  `\n${`ms after ready (load ${load})`.padEnd(42)}     least  median     most`,
);
for (const [i, [what]] of all[0]!.entries()) {
  const sorted = all.map((one) => one[i]![1]).sort((a, b) => a - b);
  const row = [0, sorted.length >> 1, sorted.length - 1]
    .map((at) => sorted[at]!.toFixed(0).padStart(9));
  console.log(`  ${what.padEnd(40)}${row.join("")}`);
}
