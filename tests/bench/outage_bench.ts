/**
 * Six processes on six machines (network namespaces) whose links lose 10 % of what
 * is sent, delay it by 100 ms ± 50 ms, and carry 5 Mbit/s, train a small
 * convolutional network on MNIST while they are killed (-9) and started again,
 * stopped (SIGSTOP) and continued, cut in two halves for a minute, and joined by a
 * seventh at half time. In the end: are all hashes equal, is every update that a
 * process said it published in every model, and how good is the model beside that
 * of an undisturbed run?
 *
 *     deno task bench outage [--seed 1] [--seeds 1] [--minutes 10] [--quiet-run]
 *         [--peers 6] [--pace 200] [--updates 4500] [--codec int8] [--data DIR]
 *         [--loss 0.1] [--delay 100] [--jitter 50] [--rate 5e6] [--logs DIR] [--json]
 *
 * `--quiet-run` trains once more with the same seed, undisturbed; `--seeds N` takes
 * N seeds from `--seed` on; `--only quiet` or `--only disturbed` leaves the other
 * out. It needs Linux, root and `ip` (iproute2). Exits with 1 where an update was
 * lost or hashes differ.
 */
import { parseArgs } from "@std/cli/parse-args";
import { swarmName } from "../swarm/processes.ts";
import { BAD_CABLES } from "./outage/herd.ts";
import { printOutage } from "./outage/print_outage.ts";
import { type OutageResult, runOutage } from "./outage/run_outage.ts";
import { type Disturbance, writeScript } from "./outage/script.ts";
import { DATA, lacks, setTask, TASK } from "./outage/settings.ts";

const options = parseArgs(Deno.args, {
  boolean: ["quiet-run", "json"],
  string: ["data", "logs", "codec", "only"],
  default: {
    ...{ seed: 1, seeds: 1, minutes: 10, peers: 6, pace: 200 },
    ...{ loss: BAD_CABLES.up!.loss, delay: BAD_CABLES.up!.delay },
    ...{ jitter: BAD_CABLES.up!.jitter, rate: BAD_CABLES.up!.rate },
    ...{ data: DATA, updates: 0 },
  },
});
/** Updates a minute of six such peers, with room for what befalls them. */
const A_MINUTE = 450;

const { peers, minutes, loss, delay, jitter, rate } = options as unknown as {
  [name: string]: number;
} as Record<
  "peers" | "minutes" | "loss" | "delay" | "jitter" | "rate",
  number
>;
const seconds = 60 * minutes;
const start = performance.now();
const say = (text: string) => {
  const time = ((performance.now() - start) / 1000).toFixed(0).padStart(5);
  console.error(`${time} s  ${text}`);
};

async function run(
  kind: "quiet" | "disturbed",
  seed: number,
  script: Disturbance[],
): Promise<OutageResult> {
  say(`Seed ${seed}, ${kind}`);
  const result = await runOutage({
    ...{ seed, peers, script, tell: say, limit: 2 * seconds + 120 },
    cables: { up: { loss, delay, jitter, rate }, down: { rate } },
    args: [
      ...[TASK, "--swarm", swarmName(), "--pace", `${options.pace}`],
      ...(options.codec === undefined ? [] : ["--codec", options.codec]),
    ],
    ...(options.logs === undefined
      ? {}
      : { logs: `${options.logs}/${kind}-${seed}` }),
  });
  if (options.json) console.log(JSON.stringify({ kind, seed, ...result }));
  else {for (const line of printOutage(`Seed ${seed}, ${kind}`, result)) {
      console.log(line);
    }}
  return result;
}

const missing = await lacks(options.data);
if (missing !== undefined) {
  console.log(`Skipped: needs ${missing}`);
  Deno.exit(0);
}
let isGood = true;
const differences: number[] = [];
for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
  const updates = setTask({
    ...{ data: options.data, seed },
    updates: options.updates || A_MINUTE * minutes,
  });
  say(`${updates} updates`);
  const script = writeScript({ seed, seconds, peers });
  const disturbed = options.only === "quiet"
    ? undefined
    : await run("disturbed", seed, script);
  const quiet = options["quiet-run"] || options.only === "quiet"
    ? await run("quiet", seed, [])
    : undefined;
  for (const result of [disturbed, quiet]) {
    if (result === undefined) continue;
    const { hashes, lost, failed } = result.audit;
    isGood &&= hashes.length === 1 && lost.length === 0 && failed.length === 0;
  }
  const [one, other] = [disturbed?.accuracies[0], quiet?.accuracies[0]];
  if (one !== undefined && other !== undefined) {
    differences.push(100 * (one - other));
  }
}
if (differences.length > 0) {
  const mean = differences.reduce((sum, one) => sum + one, 0) /
    differences.length;
  const each = differences.map((one) => one.toFixed(2)).join(", ");
  const text = `Accuracy, disturbed over undisturbed: ${
    mean.toFixed(2)
  } points, mean of ${differences.length} (${each})`;
  if (options.json) {
    console.log(JSON.stringify({ kind: "difference", mean, differences }));
  } else console.log(text);
}
Deno.exit(isGood ? 0 : 1);
