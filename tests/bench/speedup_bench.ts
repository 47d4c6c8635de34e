/**
 * What more machines bring: the demo's network, trained to 95 and 97 % on the
 * validation data by 1, 2, 4 and 8 processes, with the settings that one gets without
 * saying anything; the learning rate kept at what is best for one machine, and raised
 * with their number. Then four, one of which is 10 times slower, and the same with
 * everybody waited for. Prints seconds from the first round, and how many times
 * sooner than one machine in the same repeat: the median, least and most.
 *
 *     deno task bench speedup [--peers 1,2,4,8] [--repeats 3] [--pace 100] [--slow 10]
 *       [--rate 0.025] [--most 0.1] [--kept 1,2,4,8] [--virtual] [--noise]
 *
 * Gradients are made to last `--pace` ms, asleep for what they do not need, as if
 * each process had a machine of its own; messages, folding and evaluations are not,
 * and compete for this one's cores. `--rate` is for one machine, `--most` how far it
 * is raised, `--kept` which numbers train at one's rate as well. Where everybody is
 * waited for, one of whom is slow, it ends at 95 %.
 *
 * With `--virtual` the same peers train in virtual time, in which no load shows; with
 * `--noise` there comes what theory predicts, by the noise scale along one machine's
 * way.
 */
import { parseArgs } from "@std/cli/parse-args";
import { table } from "../../src/cli/terminal/mod.ts";
import { type Point, reached, spread } from "./speedup/curve.ts";
import { predicted } from "./speedup/noise_scale.ts";
import { runSwarm, type Swarm } from "./speedup/run_swarm.ts";
import { runVirtual } from "./speedup/run_virtual.ts";

const options = parseArgs(Deno.args, {
  string: ["peers", "kept"],
  boolean: ["virtual", "noise"],
  default: {
    ...{ peers: "1,2,4,8", repeats: 3, pace: 100, slow: 10 },
    ...{ rate: 0.025, most: 0.1 },
  },
}) as {
  peers: string;
  kept?: string;
  repeats: number;
  pace: number;
  slow: number;
  rate: number;
  most: number;
  virtual: boolean;
  noise: boolean;
};
const GOALS = [0.95, 0.97] as const;
const { rate, most, pace } = options;

/** One way of training, and what came of it, a curve for each repeat. */
interface Contender extends Omit<Swarm, "seed"> {
  name: string;
  /** The accuracy at which it ends. */
  goal: number;
  curves: Point[][];
}

function numbers(text: string): number[] {
  return text.split(",").map(Number);
}

function contenders(): Contender[] {
  const counts = numbers(options.peers);
  const kept = numbers(options.kept ?? options.peers);
  const common = { slow: 1, quorum: [], pace, goal: GOALS[1] };
  const make = (
    name: string,
    swarm: Partial<Contender> & { peers: number },
  ) => ({
    ...{ ...common, name, rate, curves: [] },
    ...swarm,
  });
  const raised = (peers: number) => Math.min(most, rate * peers);
  const all = [make("1", { peers: 1 })];
  for (const peers of counts.filter((count) => count > 1)) {
    if (kept.includes(peers)) all.push(make(`${peers}`, { peers }));
    all.push(make(`${peers}`, { peers, rate: raised(peers) }));
  }
  if (options.slow > 1 && counts.includes(4)) {
    const slow = { peers: 4, rate: raised(4), slow: options.slow };
    const quorum = ["--variant", "k-sync", "--k", "all"];
    all.push(make("4, one slow", slow));
    all.push(make("4, one slow, --k all", { ...slow, quorum, goal: GOALS[0] }));
  }
  return all;
}

/** Epochs a second. */
function speedOf(curve: readonly Point[]): number {
  const { epochs, seconds } = curve.at(-1)!;
  return epochs / seconds;
}

const all = contenders();
const [alone] = all as [Contender];
for (let repeat = 0; repeat < options.repeats; repeat++) {
  // Whoever comes last may find another machine.
  for (const one of repeat % 2 === 0 ? all : all.toReversed()) {
    const swarm = { ...one, seed: repeat + 1 };
    const points = options.virtual
      ? (await runVirtual(swarm, one.goal)).points
      : await runSwarm(swarm, one.goal);
    one.curves.push(points);
    const load = Deno.loadavg()[0]!.toFixed(1);
    const times = GOALS.map((goal) =>
      `${reached(points, goal)?.seconds.toFixed(1) ?? "-"} s`
    );
    console.error(
      `${repeat + 1}: ${one.name} at ${one.rate}: ${
        times.join(", ")
      }, load ${load}`,
    );
  }
}

/** What came of all, a row for each. */
function results(): string[] {
  const rows = all.map((one) => {
    const cells = GOALS.flatMap((goal) => {
      const own = one.curves.map((curve) => reached(curve, goal)?.seconds);
      const ratios = own.map((seconds, i) => {
        const base = reached(alone.curves[i]!, goal)?.seconds;
        return base !== undefined && seconds !== undefined ? base / seconds : 0;
      });
      return [spread(own), spread(ratios)];
    });
    const epochs = one.curves.map((curve) => reached(curve, GOALS[1])?.epochs);
    const speed = one.curves.map((curve, i) =>
      speedOf(curve) / speedOf(alone.curves[i]!)
    );
    return [one.name, `${one.rate}`, ...cells, spread(epochs), spread(speed)];
  });
  const right = (title: string) => ({ title, align: "right" as const });
  return table([
    { title: "machines" },
    right("rate"),
    ...["s to 95 %", "sooner", "s to 97 %", "sooner"].map(right),
    ...["epochs to it", "epochs/s of one's"].map(right),
  ], rows);
}

if (options.repeats > 0) console.log(results().join("\n"));
if (options.noise) {
  const { noise } = await runVirtual({ ...alone, seed: 1 }, GOALS[1], true);
  console.log(
    `\nNoise scale along one machine's way, in units: ${
      noise.map((value) => value.toFixed(1)).join(" ")
    }`,
  );
  for (const peers of numbers(options.peers)) {
    const { kept, best } = predicted(noise, peers);
    console.log(
      `${peers} machines, in theory: ${
        kept.toFixed(2)
      } times sooner at the rate of one, ${best.toFixed(2)} at the best`,
    );
  }
}
