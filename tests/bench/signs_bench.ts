/**
 * Coordinated orders in real swarms: four processes, whose network is as much
 * slower as asked for, and a listener that works out from what they publish the
 * signs that the centralised form would have given. Prints, for each variant and
 * lag, epoch by epoch: the part of signs that are those; the part that would be, had
 * all signs before been as they were (one that differs may turn all that follow,
 * and they balance as well); and beside random orders the losses on validation
 * data, and how far prefix sums strayed, as a part of what random orders' would.
 *
 *     deno task bench signs [--lag 0,20,200] [--variant k-sync,k-async] [--codec top-k:0.02]
 */
import { parseArgs } from "@std/cli/parse-args";
import { manifestOf } from "../../src/node/manifest.ts";
import { codec as readCodec } from "../../src/cli/readers.ts";
import { firstMomentDecay } from "../../src/optimizers/mod.ts";
import type { Herding } from "../../src/ordering/mod.ts";
import type { Validation } from "../../src/peer/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";
import {
  type TaskInfo,
  TrainingWorker,
} from "../../src/training/training_worker.ts";
import {
  type Line,
  LOOPBACK,
  ROOT,
  swarmName,
  withPeers,
} from "../swarm/processes.ts";
import { Listener } from "./signs/listener.ts";
import { type Agreement, Published } from "./signs/published.ts";

const PEERS = 4;
const TASK = `${ROOT}tests/bench/signs/task.ts`;

/** What a gradient lasts, ms, asleep for the most part: processes shall not compete for cores. */
const PACE = 20;

const options = parseArgs(Deno.args, {
  string: ["lag", "variant", "codec"],
  default: {
    lag: "0,20,200",
    variant: "k-sync,k-async,k-batch-async",
    codec: "float32",
  },
});

interface Run {
  /** Part of the signs that are the centralised ones, by epoch. */
  agreement: number[];
  /** Part of the signs that balance the sum as it was, by epoch. */
  kept: number[];
  /** Both, of all signs that showed. */
  overall: [number, number];
  /** Losses on validation data, by epoch. */
  losses: number[];
  /** How far prefix sums strayed, as a part of what random orders' do, by epoch. */
  herding: number[];
  seconds: number;
  signBytes: number;
}

async function measure(
  info: TaskInfo,
  variant: Variant,
  lag: number,
  ordering: "cd-grab" | "random",
): Promise<Run> {
  const swarm = swarmName();
  const codec = readCodec(options.codec, "codec");
  const manifest = manifestOf(info, { variant, ordering, codec });
  await using listener = await Listener.join(swarm, manifest);
  let run: Run | undefined;
  await withPeers(async (start) => {
    const args = [
      TASK,
      ...LOOPBACK,
      ...["--swarm", swarm, "--wait-for", `${PEERS}`, "--backend", "cpu"],
      ...["--variant", variant, "--k", variant === "k-sync" ? "all" : "2"],
      ...["--ordering", ordering, "--codec", options.codec],
      ...["--lag", `${lag}`, "--pace", `${PACE}`],
    ];
    const peers = Array.from({ length: PEERS }, () => start(args));
    const summaries = await Promise.all(peers.map((peer) => peer.summary()));
    checkMembers(peers.flatMap(({ lines }) => lines));
    summaries.sort((a, b) => `${a.peer}` < `${b.peer}` ? -1 : 1);
    const feeds = summaries.map(({ feed, published }) =>
      listener.updates(feed as string, published as number)
    );
    const decay = firstMomentDecay(info.optimizer);
    const published = new Published(feeds, decay, info.layout.trainable);
    const agreements = Array.from(
      { length: published.epochs - 1 },
      (_, epoch) => published.agreement(epoch),
    ).filter(({ pairs }) => pairs > 0);
    const sum = (key: keyof Agreement) =>
      agreements.reduce((sum, agreement) => sum + agreement[key], 0);
    run = {
      agreement: agreements.map(({ equal, pairs }) => equal / pairs),
      kept: agreements.map(({ kept, pairs }) => kept / pairs),
      overall: [sum("equal") / sum("pairs"), sum("kept") / sum("pairs")],
      ...epochsOf(peers[0]!.lines),
      seconds: summaries[0]!.seconds as number,
      signBytes: listener.signBytes / listener.bytes,
    };
  });
  return run!;
}

/** The listener must not have been taken for a member. */
function checkMembers(lines: Line[]): void {
  for (const { type, members } of lines) {
    if (type === "started" && members !== PEERS) {
      throw new Error(`The swarm began with ${members} members, not ${PEERS}`);
    }
  }
}

function epochsOf(lines: Line[]): Pick<Run, "losses" | "herding"> {
  const losses: number[] = [], herding: number[] = [];
  for (const line of lines) {
    if (line.type === "validation") {
      const { epoch, loss } = line.validation as Validation;
      losses[Math.round(epoch) - 1] ??= loss;
    }
    if (line.type === "summary") losses.push((line.final as Validation).loss);
    if (line.type === "epoch" && line.herding !== undefined) {
      const { infinity, random } = line.herding as Herding;
      herding[line.epoch as number - 1] = infinity / random;
    }
  }
  return { losses, herding };
}

function row(cells: string[]): void {
  const widths = [13, 4, 8, 21, 21, 10, 36, 26, 7, 5];
  console.log(cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" ").trim());
}

function list(values: number[], digits: number): string {
  return Array.from(values, (value) => (value ?? NaN).toFixed(digits))
    .join(" ");
}

if (import.meta.main) {
  const worker = await TrainingWorker.start(new URL(`file://${TASK}`).href, {
    backend: "cpu",
  });
  const { info } = worker;
  worker.close();
  const names = ["variant", "lag", "ordering", "signs equal", "signs kept"];
  row([...names, "all", "validation loss", "herding", "sign B", "s"]);
  for (const variant of options.variant.split(",") as Variant[]) {
    for (const lag of options.lag.split(",").map(Number)) {
      for (const ordering of ["cd-grab", "random"] as const) {
        const run = await measure(info, variant, lag, ordering);
        row([
          variant,
          `${lag}`,
          ordering,
          ...(ordering === "random" ? ["", "", ""] : [
            list(run.agreement, 2),
            list(run.kept, 2),
            list(run.overall, 2),
          ]),
          list(run.losses, 4),
          list(run.herding, 2),
          `${(100 * run.signBytes).toFixed(3)}%`,
          run.seconds.toFixed(1),
        ]);
      }
    }
  }
}
