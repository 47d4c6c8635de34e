/**
 * What the death of one of four processes costs the other three in full
 * synchrony: `kill -9`, which breaks connections, and SIGSTOP, which breaks none,
 * each in a swarm of its own at a random moment of its first seconds. Prints how
 * long the others paused (median, 90th percentile, largest), over their usual
 * pause and over the longest that the dead one itself had made, and the patience
 * that explains it. Gradients are made to last, most of it asleep, so that four
 * processes do not compete for the cores of one machine.
 *
 *     deno task bench kill [--kills 20] [--stops 5] [--pace 10] [--seed 1]
 */
import { parseArgs } from "@std/cli/parse-args";
import { Random } from "../../src/random/mod.ts";
import { type Kill, runKill } from "./kill/run_kill.ts";

const { kills, stops, pace, seed } = parseArgs(Deno.args, {
  default: { kills: 20, stops: 5, pace: 10, seed: 1 },
}) as { kills: number; stops: number; pace: number; seed: number };

const random = new Random(seed);

/** Median, 90th percentile and largest. */
function row(what: string, values: number[], digits = 0): void {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!
      .toFixed(digits).padStart(8);
  console.log(`  ${what.padEnd(44)}${at(0.5)}${at(0.9)}${at(1)}`);
}

for (
  const [signal, count] of [["SIGKILL", kills], ["SIGSTOP", stops]] as const
) {
  const all: Kill[] = [];
  for (let i = 0; i < count; i++) {
    const after = 200 + 5000 * random.uniform();
    const kill = await runKill({ signal, after, pace });
    all.push(kill);
    console.log(
      `${signal} ${i + 1}, after ${(after / 1000).toFixed(1)} s: paused ${
        kill.pause.toFixed(0)
      } ms; ${kill.reason}`,
    );
    for (const reason of kill.wrong) console.log(`  wrongly: ${reason}`);
  }
  if (count === 0) continue;
  const load = Deno.loadavg().map((value) => value.toFixed(1)).join(" ");
  console.log(
    `\n${count} x ${signal}, load ${load}`.padEnd(47) +
      "  median     P90     max",
  );
  row("suspected by all after, ms", all.map((kill) => kill.missedAfter));
  row("pause of the others, ms", all.map(({ pause }) => pause));
  row("… over their usual one", all.map((one) => one.pause / one.usual), 1);
  row(
    "… over the dead one's own longest",
    all.map((one) => one.pause / one.ownLongest),
    2,
  );
  row("patience, ms", all.map(({ patience }) => patience));
  row("the dead one's own longest pause, ms", all.map((one) => one.ownLongest));
  const wrong = all.reduce((sum, one) => sum + one.wrong.length, 0);
  console.log(`  suspected wrongly: ${wrong}\n`);
}
