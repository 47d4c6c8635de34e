/**
 * What a quorum that adapts is worth: four processes train to one accuracy on the
 * validation data, with the quorum chosen by `auto` and with K = P, in alternating
 * pairs; once with a fourth that is 10 times slower, once with four alike. Prints
 * the seconds from the first round to that accuracy with K = P over those with
 * `auto`, the median of the pairs with a 95 % interval of the bootstrap.
 *
 *     deno task bench quorum [--pairs 7] [--slow 10] [--pace 40] [--accuracy 0.95]
 *
 * Gradients are made to last `--pace` ms, asleep for what they do not need, so
 * that processes do not compete for the cores of one machine, as those of a LAN
 * would not; `--pace 0` lets them.
 */
import { parseArgs } from "@std/cli/parse-args";
import { Random } from "../../src/random/mod.ts";
import { LOOPBACK, PeerProcess, ROOT, swarmName } from "../swarm/processes.ts";

const options = parseArgs(Deno.args, {
  string: ["task", "codec"],
  default: {
    pairs: 7,
    slow: 10,
    pace: 40,
    accuracy: 0.95,
    task: `${ROOT}examples/digits.ts`,
    codec: "int8",
  },
});

/** The quorum that is measured, and the one it is held against. */
const AUTO = ["--variant", "auto", "--k", "auto"];
const ALL = ["--variant", "k-sync", "--k", "all"];

/** Seconds from the first round until a validation is as good as wanted. */
async function secondsTo(quorum: string[], slow: number): Promise<number> {
  const common = [
    `${options.task}`,
    ...LOOPBACK,
    ...["--swarm", swarmName(), "--wait-for", "4"],
    ...["--codec", options.codec],
    ...["--pace", `${options.pace}`],
    ...quorum,
  ];
  const peers = [1, 1, 1, slow].map((factor) =>
    new PeerProcess([...common, "--slow", `${factor}`])
  );
  try {
    const [first] = peers as [PeerProcess];
    const { time: began } = await first.line("started");
    const reached = await first.line("validation", ({ validation }) => {
      const { metrics } = validation as { metrics: { accuracy: number } };
      return metrics.accuracy >= options.accuracy;
    });
    return reached.time! - began!;
  } finally {
    // What comes after is not measured.
    for (const peer of peers) peer.kill("SIGKILL");
    await Promise.all(peers.map((peer) => peer.ended));
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** 95 % of the medians of samples drawn with replacement. */
function interval(values: readonly number[]): [number, number] {
  const random = new Random("bootstrap", 1);
  const medians = Array.from(
    { length: 2000 },
    () => median(values.map(() => values[random.below(values.length)]!)),
  ).sort((a, b) => a - b);
  return [medians[50]!, medians[1949]!];
}

for (const slow of [options.slow, 1]) {
  const pairs: { auto: number; all: number }[] = [];
  for (let i = 0; i < options.pairs; i++) {
    // Whoever comes second may find a warmer machine.
    const isAutoFirst = i % 2 === 0;
    const first = await secondsTo(isAutoFirst ? AUTO : ALL, slow);
    const second = await secondsTo(isAutoFirst ? ALL : AUTO, slow);
    const [auto, all] = isAutoFirst ? [first, second] : [second, first];
    pairs.push({ auto, all });
    console.error(
      `slow ${slow}, pair ${i + 1}: auto ${auto.toFixed(1)} s, K = P ${
        all.toFixed(1)
      } s`,
    );
  }
  const ratios = pairs.map(({ auto, all }) => all / auto);
  const [low, high] = interval(ratios);
  console.log(
    `fourth peer ${slow} times slower: K = P takes ${
      median(ratios).toFixed(2)
    } times as long as auto [${low.toFixed(2)}-${high.toFixed(2)}], ${
      median(pairs.map(({ all }) => all)).toFixed(1)
    } s against ${median(pairs.map(({ auto }) => auto)).toFixed(1)} s to ${
      (options.accuracy * 100).toFixed(0)
    } %, ${options.pairs} pairs`,
  );
}
