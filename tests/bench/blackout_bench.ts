/**
 * Four processes train, each on a machine of its own (network namespaces, clean
 * links unless told otherwise); all are killed (-9) at the same moment and started
 * again from their `--state`. What did it cost? Updates that were published and are
 * in nobody's model afterwards, gradients that had not been finished, and the
 * seconds until each makes its next update.
 *
 *     deno task bench blackout [--seed 1] [--blackouts 1] [--after 20] [--pace 200]
 *         [--updates 1000] [--data DIR] [--bad] [--logs DIR] [--json]
 *
 * `--after` are the seconds of training before each blackout; `--bad` takes the
 * links of the outage bench. It needs Linux, root and `ip` (iproute2). Exits with 1
 * where an update that was on disk is lost, or hashes differ.
 */
import { parseArgs } from "@std/cli/parse-args";
import { Random } from "../../src/random/mod.ts";
import { swarmName } from "../swarm/processes.ts";
import { audit } from "./outage/audit.ts";
import { BAD_CABLES, Herd } from "./outage/herd.ts";
import { quantile } from "./outage/pauses.ts";
import { printAudit } from "./outage/print_outage.ts";
import type { Life, Seat } from "./outage/seat.ts";
import { DATA, lacks, setTask, TASK } from "./outage/settings.ts";

const PEERS = 4;

const options = parseArgs(Deno.args, {
  boolean: ["bad", "json"],
  string: ["data", "logs"],
  default: {
    ...{ seed: 1, blackouts: 1, after: 20, pace: 200, updates: 1000 },
    data: DATA,
  },
});
const missing = await lacks(options.data);
if (missing !== undefined) {
  console.log(`Skipped: needs ${missing}`);
  Deno.exit(0);
}
const { seed } = options;
const units = setTask({
  data: options.data,
  seed,
  updates: options.updates,
});
const random = new Random("blackout", seed);

/** What one blackout cost. */
interface Cost {
  /** Time since each one's last update, at the kill: unfinished work, ms. */
  unfinished: number[];
  /** From each start to where it trains, s. */
  begun: number[];
  /** From each start to its first update, s. */
  updated: number[];
}

/** Waits until a life has come so far, or has ended. */
async function until(
  lives: Life[],
  condition: (life: Life) => boolean,
): Promise<void> {
  let ended = 0;
  for (const { process } of lives) process.ended.then(() => ended++);
  while (!lives.every(condition) && ended === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const beganAt = ({ said }: Life) =>
  said.find(({ line: { type } }) => type === "started" || type === "joined")
    ?.at;

async function blackout(seats: Seat[]): Promise<Cost> {
  const wait = 1000 * options.after * (0.75 + 0.5 * random.uniform());
  await new Promise((resolve) => setTimeout(resolve, wait));
  const before = seats.map(({ life }) => life!);
  const at = performance.now();
  await Promise.all(seats.map((seat) => seat.kill()));
  const unfinished = before.flatMap(({ published }) => {
    const last = published.at(-1);
    return last === undefined ? [] : [at - last.at];
  });
  const lives = seats.map((seat) => seat.start("--wait-for", `${PEERS}`));
  await until(lives, (life) => life.published.length > 0);
  const seconds = (pick: (life: Life) => number | undefined) =>
    lives.map((life) => ((pick(life) ?? NaN) - life.startedAt) / 1000);
  return {
    unfinished,
    begun: seconds(beganAt),
    updated: seconds(({ published }) => published[0]?.at),
  };
}

const args = [TASK, "--swarm", swarmName(), "--pace", `${options.pace}`];
const { costs, result, seconds } = await Herd.with({
  seed,
  count: PEERS,
  cables: options.bad ? BAD_CABLES : {},
  args,
  ...(options.logs === undefined ? {} : { logs: options.logs }),
}, async ({ seats }) => {
  for (const seat of seats) seat.start("--wait-for", `${PEERS}`);
  await until(
    seats.map(({ life }) => life!),
    (one) => one.published.length > 0,
  );
  const start = performance.now();
  const costs: Cost[] = [];
  for (let i = 0; i < options.blackouts; i++) costs.push(await blackout(seats));
  const limit = setTimeout(() => {
    console.error("Given up: training does not end");
    for (const { life } of seats) life!.process.kill("SIGINT");
  }, 600_000);
  await Promise.all(seats.map(({ ended }) => ended));
  clearTimeout(limit);
  const seconds = (performance.now() - start) / 1000;
  return { costs, seconds, result: audit(seats) };
});

if (options.json) {
  console.log(JSON.stringify({ seed, seconds, costs, audit: result }));
} else {
  for (const [i, cost] of costs.entries()) {
    const list = (values: number[], digits: number) =>
      values.map((value) => value.toFixed(digits)).join(", ");
    console.log(
      [
        `Blackout ${i + 1} of ${PEERS} peers`,
        `  unfinished gradients    ${cost.unfinished.length}, since the last update ${
          list(cost.unfinished, 0)
        } ms`,
        `  trained on after        ${list(cost.begun, 1)} s from the start`,
        `  first new update after  ${list(cost.updated, 1)} s, median ${
          quantile(cost.updated, 0.5).toFixed(1)
        } s`,
      ].join("\n"),
    );
  }
  console.log(
    `${seconds.toFixed(0)} s, ${result.published} updates for ${units} units`,
  );
  for (const line of printAudit(result)) console.log(line);
}
const { hashes, lost, failed } = result;
Deno.exit(
  hashes.length === 1 && lost.length === 0 && failed.length === 0 ? 0 : 1,
);
