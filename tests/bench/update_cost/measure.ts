import type { PeerOptions } from "../../../src/node/mod.ts";
import { BenchPeer } from "./bench_peer.ts";
import type { Sample } from "./sample.ts";

/** What to measure. */
export interface Setting {
  /** Peers, one process each. */
  peers: number;
  /** Passes over the data to train for. */
  epochs: number;
  /** The part of them in which nothing is measured: code is compiled there. */
  warmUp: number;
  /** What all of them are told. */
  options: PeerOptions;
  /** Options of the runtime. */
  flags: readonly string[];
}

/** What one setting costs; times are CPU time of all processes, ms. */
export interface Cost {
  /** Updates measured. */
  updates: number;
  /** Updates a second, everyone's. */
  updatesPerSecond: number;
  /** For each update. */
  cpuMs: number;
  /** Of these, in the kernel. */
  systemMs: number;
  /** Of these, in its gradient. */
  gradientMs: number;
  /** Of these, in gradients that were called off. */
  wastedMs: number;
  /** All but gradients, those that were called off included. */
  restMs: number;
  /** Gradients over all. */
  utilisation: number;
  /** Millions of bytes a second of updates that came to somebody. */
  usefulMB: number;
  /** Bytes handed to sockets over bytes of updates that came to somebody. */
  overhead: number;
  /** The largest process, millions of bytes. */
  rssMB: number;
  /** Whether all replicas are equal at the end, to the last bit. */
  isEqual: boolean;
  /** Loss of late, at the end. */
  loss: number;
  /** By kind of thread, for each update. */
  threads: Record<string, number>;
}

/** How often it is looked how far training is, ms. */
const EVERY = 500;

/** Trains once. */
export async function measure(setting: Setting): Promise<Cost> {
  const { peers, epochs, warmUp } = setting;
  const first = await BenchPeer.start(setting, []);
  const all = [first];
  for (let i = 1; i < peers; i++) {
    all.push(await BenchPeer.start(setting, first.addresses));
  }
  let begin: Sample[] | undefined;
  let end: Sample[] = [];
  let threads: Record<string, number> | undefined;
  let threadsAtEnd: Record<string, number> = {};
  for (;;) {
    const samples = await Promise.all(all.map((peer) => peer.sample()));
    if (samples.some((one) => one === undefined)) break;
    const now = samples as Sample[];
    const least = Math.min(...now.map(({ progress }) => progress));
    if (Math.max(...now.map(({ progress }) => progress)) >= epochs) break;
    if (least >= warmUp * epochs) {
      if (begin === undefined) await first.sample("profile");
      begin ??= now;
      threads ??= await threadsOf(all);
      end = now;
      threadsAtEnd = await threadsOf(all);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  const summaries = await Promise.all(all.map((peer) => peer.summary));
  if (begin === undefined || begin === end) {
    throw new Error(
      "Training was over before anything could be measured: use more --epochs",
    );
  }
  const cost = costOf(begin, end);
  const hashes = new Set(summaries.map(({ hash }) => hash));
  return {
    ...cost,
    threads: Object.fromEntries(
      Object.entries(threadsAtEnd).map((
        [name, ms],
      ) => [name, (ms - (threads![name] ?? 0)) / cost.updates]),
    ),
    isEqual: hashes.size === 1,
    loss: Number(summaries[0]!.loss),
  };
}

function costOf(
  begin: readonly Sample[],
  end: readonly Sample[],
): Omit<Cost, "isEqual" | "loss" | "threads"> {
  const sum = (of: (sample: Sample) => number) =>
    end.reduce((total, sample, i) => total + of(sample) - of(begin[i]!), 0);
  const updates = sum(({ published }) => published);
  const cpu = sum(({ userMs, systemMs }) => userMs + systemMs);
  const gradient = sum(({ gradientMs }) => gradientMs);
  const useful = sum(({ usefulBytes }) => usefulBytes) * (end.length - 1);
  const seconds = sum(({ at }) => at) / end.length / 1000;
  return {
    updates,
    updatesPerSecond: updates / seconds,
    cpuMs: cpu / updates,
    systemMs: sum(({ systemMs }) => systemMs) / updates,
    gradientMs: gradient / updates,
    wastedMs: sum(({ wastedMs }) => wastedMs) / updates,
    restMs: (cpu - gradient) / updates,
    utilisation: gradient / cpu,
    usefulMB: useful / seconds / 1e6,
    overhead: sum(({ bytesSent }) => bytesSent) / useful,
    rssMB: Math.max(...end.map(({ rss }) => rss)) / 1e6,
  };
}

/** CPU time of all peers' threads, by kind. */
async function threadsOf(
  all: readonly BenchPeer[],
): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const threads of await Promise.all(all.map((one) => one.threads()))) {
    for (const [name, ms] of Object.entries(threads)) {
      totals[name] = (totals[name] ?? 0) + ms;
    }
  }
  return totals;
}
