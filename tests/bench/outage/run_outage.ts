import type { LanFigures } from "../../link/bad_lan.ts";
import type { PortOptions } from "../../link/ethernet_switch.ts";
import { type Audit, audit } from "./audit.ts";
import { Herd } from "./herd.ts";
import { type Pauses, pausesIn, quantile, usualPause } from "./pauses.ts";
import { describe, type Disturbance } from "./script.ts";
import type { Life, Seat } from "./seat.ts";

/** How to run a swarm. */
export interface OutageOptions {
  seed: number;
  /** Peers that are there from the start. */
  peers: number;
  /** What befalls them; the joiner has the seat after theirs. */
  script: Disturbance[];
  cables: PortOptions;
  args: string[];
  /** Seconds after which it is given up. */
  limit: number;
  logs?: string;
  /** Told what happens. */
  tell: (text: string) => void;
}

/** A disturbance and what came of it. */
export interface Aftermath {
  what: string;
  /** Pauses of those that it did not befall, ms. */
  pauses?: Pauses;
  /** From the start of a process to when it had joined, s. */
  joinedAfter?: number;
  /** From its start to its first new update, s. */
  updatedAfter?: number;
  /** Bytes that it had received when it had joined. */
  bytesToJoin?: number;
}

/** What came of a run. */
export interface OutageResult {
  audit: Audit;
  /** From the first update to the last end of a peer, s. */
  seconds: number;
  /** Of the final models on the test digits, each peer's. */
  accuracies: number[];
  loss: number;
  /** Median time between two updates of a peer, ms. */
  usualPause: number;
  aftermath: Aftermath[];
  /** Requests for what was missing, and how many updates they named. */
  catchUps: { count: number; updates: number };
  /** Bytes that the peers sent over their connections, mean. */
  bytesSent: number;
  /** Peers' CPU time over the wall time, mean. */
  cpu: number;
  traffic: LanFigures;
  /** Units that were done over those that were to be. */
  overrun: number;
}

/** How long the others may take to end after the first peers have, ms: they evaluate. */
const LAST = 90_000;

/** Part of training after which nobody is struck: he may find nobody to come back to. */
const LATE = 0.92;

/** How long after a disturbance pauses are looked for, ms. */
const AFTER = 20_000;

/** Trains once, under disturbances. */
export function runOutage(options: OutageOptions): Promise<OutageResult> {
  const { script, peers, seed, cables, args, logs } = options;
  const count = peers + script.filter(({ kind }) => kind === "join").length;
  return Herd.with(
    { seed, count, cables, args, ...(logs === undefined ? {} : { logs }) },
    (herd) => train(herd, options),
  );
}

async function train(
  herd: Herd,
  { script, peers, limit, tell }: OutageOptions,
): Promise<OutageResult> {
  const first = herd.seats.slice(0, peers);
  for (const seat of first) seat.start("--wait-for", `${peers}`);
  await Promise.all(first.map((seat) => seat.life!.process.line("started")));
  const start = performance.now();
  tell("Training began");
  const over = new AbortController();
  const events = script.map((one) =>
    befall(herd, one, start, over.signal, tell)
  );
  const stop = setTimeout(() => over.abort(), 1000 * limit);
  const status = setInterval(() => tell(statusOf(herd.seats)), 15_000);
  await Promise.race([
    Promise.all(first.map(({ ended }) => ended)),
    new Promise((resolve) => over.signal.addEventListener("abort", resolve)),
  ]);
  if (over.signal.aborted) tell(`Given up: ${statusOf(herd.seats)}`);
  over.abort();
  const times = await Promise.all(events);
  // The joiner ends with the others, or is given what they were given.
  await Promise.race([
    Promise.all(herd.seats.filter(({ isUp }) => isUp).map((one) => one.ended)),
    sleep(LAST),
  ]);
  clearTimeout(stop);
  clearInterval(status);
  const seconds = (performance.now() - start) / 1000;
  const ends = herd.seats.flatMap(({ life }) => life?.summary ?? []);
  const figures = (name: string) => ends.map((end) => Number(end[name]));
  const finals = ends.flatMap(({ final }) =>
    final === undefined || final === null
      ? []
      : [final as { loss: number; metrics: { accuracy: number } }]
  );
  const asked = herd.seats.flatMap(({ lives }) => lives)
    .flatMap(({ said }) => said.map(({ line }) => line))
    .filter(({ type }) => type === "catch-up");
  return {
    audit: audit(herd.seats),
    seconds,
    accuracies: finals.map(({ metrics }) => metrics.accuracy),
    loss: quantile(finals.map(({ loss }) => loss), 0.5),
    usualPause: usualPause(herd.seats),
    aftermath: times.flatMap((at, i) =>
      at === undefined ? [] : [aftermathOf(herd, script[i]!, at)]
    ),
    catchUps: {
      count: asked.length,
      updates: asked.reduce((sum, { missing }) => sum + Number(missing), 0),
    },
    bytesSent: mean(figures("bytesSent")),
    cpu: mean(
      ends.map(({ cpuMs, seconds }) => Number(cpuMs) / 1000 / Number(seconds)),
    ),
    traffic: await herd.traffic(),
    overrun: mean(
      ends.map(({ progress, epochs }) => Number(progress) / Number(epochs)),
    ),
  };
}

/** Brings a disturbance about; when that was, ms, or undefined where training had ended. */
async function befall(
  { seats, lan }: Herd,
  disturbance: Disturbance,
  start: number,
  over: AbortSignal,
  tell: (text: string) => void,
): Promise<number | undefined> {
  const { at, kind, length } = disturbance;
  await sleep(start + 1000 * at - performance.now(), over);
  if (over.aborted || seats.some(isEnding)) return undefined;
  const time = performance.now();
  const seat = "peer" in disturbance ? seats[disturbance.peer]! : undefined;
  if (kind !== "join" && seat !== undefined && !seat.isUp) return undefined;
  tell(describe(disturbance));
  switch (kind) {
    case "kill":
      await seat!.kill();
      await sleep(1000 * length, over);
      seat!.start();
      break;
    case "stop":
      seat!.life!.process.kill("SIGSTOP");
      await sleep(1000 * length, over);
      seat!.life!.process.kill("SIGCONT");
      break;
    case "cut":
      await lan.cut(disturbance.apart);
      await sleep(1000 * length, over);
      await lan.cut([]);
      break;
    case "join":
      seat!.start();
      break;
  }
  return time;
}

function aftermathOf(
  { seats }: Herd,
  disturbance: Disturbance,
  at: number,
): Aftermath {
  const what = describe(disturbance);
  const { kind, length } = disturbance;
  const others = seats.filter((_, i) =>
    !("peer" in disturbance) || i !== disturbance.peer
  );
  const until = at + 1000 * length + AFTER;
  const pauses = pausesIn(others, at, until);
  if (kind === "cut" || kind === "stop") return { what, pauses };
  const life = seats[disturbance.peer]!.lives.find(({ startedAt }) =>
    startedAt >= at
  );
  return { what, pauses, ...(life === undefined ? {} : beginningOf(life)) };
}

/** How a process came to take part. */
export function beginningOf(
  { said, published, startedAt, bytesToJoin }: Life,
): Partial<Aftermath> {
  const joined = said.find(({ line: { type } }) =>
    type === "joined" || type === "started"
  );
  const after = (at: number) => (at - startedAt) / 1000;
  return {
    ...(joined === undefined ? {} : { joinedAfter: after(joined.at) }),
    ...(published.length === 0
      ? {}
      : { updatedAfter: after(published[0]!.at) }),
    ...(bytesToJoin === undefined ? {} : { bytesToJoin }),
  };
}

function isEnding({ life }: Seat): boolean {
  const line = life?.progress;
  return line !== undefined &&
    Number(line.progress) > LATE * Number(line.epochs);
}

function statusOf(seats: Seat[]): string {
  return seats.map(({ name, life, isUp }) => {
    const line = life?.progress;
    if (!isUp) return `${name} ${life?.summary === undefined ? "-" : "done"}`;
    if (line === undefined) return `${name} ?`;
    const progress = Number(line.progress) / Number(line.epochs);
    return `${name} ${(100 * progress).toFixed(0)}% ${line.members}/K${line.k}`;
  }).join(", ");
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sleep(ms: number, over?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    over?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
