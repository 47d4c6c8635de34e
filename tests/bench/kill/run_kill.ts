import { fromFileUrl } from "@std/path";
import { readLines } from "../../link/read_lines.ts";

/** What one process says, with the time that all of a machine share, ms. */
type Line = { at: number; type: string } & Record<string, unknown>;

/** What came of one kill. */
export interface Kill {
  /** From the kill to when the last of the others suspected the victim, ms. */
  readonly missedAfter: number;
  /** The longest pause between the updates of one of the others, ms. */
  readonly pause: number;
  /** The median of their usual pauses, ms. */
  readonly usual: number;
  /** The longest pause between the victim's own updates, ms. */
  readonly ownLongest: number;
  /** The longest patience, ms. */
  readonly patience: number;
  /** The words of the last who suspected it. */
  readonly reason: string;
  /** Suspicions before the kill, or of others. */
  readonly wrong: string[];
}

const SCRIPT = fromFileUrl(new URL("./peer.ts", import.meta.url));

class Process {
  readonly lines: Line[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;

  constructor(swarm: string, pace: number) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-P=test", SCRIPT, swarm, `${pace}`],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#reading = this.#read();
  }

  get key(): string {
    return this.of("ready")[0]!.peer as string;
  }

  of(type: string): Line[] {
    return this.lines.filter((line) => line.type === type);
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await Promise.all([this.#reading, this.#child.status]);
  }

  async #read(): Promise<void> {
    for await (const line of readLines(this.#child.stdout)) {
      this.lines.push(JSON.parse(line));
    }
  }
}

/**
 * Starts four processes in full synchrony and sends a signal to one of them.
 *
 * @param after ms of training, of all four, before the signal
 * @throws {Error} If the swarm does not begin, or misses nobody, within a minute
 */
export async function runKill(
  { signal, after, pace }: {
    signal: "SIGKILL" | "SIGSTOP";
    after: number;
    pace: number;
  },
): Promise<Kill> {
  const swarm = `kill-${crypto.randomUUID().slice(0, 8)}`;
  const all = [0, 1, 2, 3].map(() => new Process(swarm, pace));
  try {
    await until(
      () => all.every((process) => process.of("started").length > 0),
      "training",
    );
    const began = Math.max(...all.map((one) => one.of("started")[0]!.at));
    await sleep(Math.max(0, began + after - now()));
    const [victim, ...others] = all;
    const killed = now();
    victim!.kill(signal);
    const suspicions = (process: Process) =>
      process.of("member-suspected").filter(({ peer, at }) =>
        peer === victim!.key && at > killed
      );
    await until(
      () => others.every((process) => suspicions(process).length > 0),
      "suspicion",
    );
    await sleep(1000);
    const told = others.map((process) => suspicions(process)[0]!);
    const last = told.reduce((a, b) => b.at > a.at ? b : a);
    const first = told.reduce((a, b) => b.at < a.at ? b : a);
    const around = others.flatMap((one) =>
      pauses(one).filter(({ from, to }) => to > killed && from < first.at)
    );
    const before = others.flatMap((one) =>
      pauses(one).filter(({ from, to }) => to < killed && from > began)
    );
    const usual = before.map(lengthOf).sort((a, b) => a - b);
    const own = pauses(victim!).filter(({ from }) => from > began);
    return {
      missedAfter: last.at - killed,
      pause: Math.max(...around.map(lengthOf)),
      usual: usual[usual.length >> 1]!,
      ownLongest: Math.max(usual[0]!, ...own.map(lengthOf)),
      patience: Math.max(...told.map(({ patienceMs }) => Number(patienceMs))),
      reason: last.reason as string,
      wrong: all.flatMap((process) =>
        process.of("member-suspected").filter(({ at, peer }) =>
          (at < killed || peer !== victim!.key) && process !== victim
        ).map(({ reason }) => reason as string)
      ),
    };
  } finally {
    await Promise.all(all.map((process) => process.end()));
  }
}

interface Pause {
  readonly from: number;
  readonly to: number;
}

function lengthOf({ from, to }: Pause): number {
  return to - from;
}

function pauses(process: Process): Pause[] {
  const times = process.of("update").map(({ at }) => at);
  return times.slice(1).map((to, i) => ({ from: times[i]!, to }));
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = now() + 60_000;
  while (!condition()) {
    if (now() > end) throw new Error(`No ${what} within a minute`);
    await sleep(10);
  }
}
