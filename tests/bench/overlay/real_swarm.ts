import type { Recorded } from "../../network/swarm_of.ts";
import { until } from "../../network/swarm_of.ts";
import type { Figures } from "./figures.ts";

/** Part of the machine's one thread that messages may keep busy: more, and they wait for each other. */
const LOAD = 0.2;

/** Messages that are sent first, to see what one costs. */
const TRIAL = 16;

/** One message that a real swarm carried. */
export interface Sent {
  /** Who published it. */
  from: number;
  /** When, ms. */
  at: number;
  /** When each peer had it first; NaN where it never came. */
  arrivals: number[];
}

/** What a real swarm did. */
export interface Measured {
  /** All messages, in order. */
  messages: Sent[];
  /** Copies too many for each delivery. */
  duplicates: number;
  /** Bytes written to sockets for each byte delivered. */
  wire: number;
}

/**
 * Lets the peers of a swarm publish in turn, at times that have nothing to do
 * with each other, and not more than one thread carries with ease.
 */
export async function measure(
  swarm: Recorded[],
  { bytes, seconds }: { bytes: number; seconds: number },
): Promise<Measured> {
  const messages: Sent[] = [];
  for (const [peer, recorded] of swarm.entries()) {
    recorded.messages.push = ({ bytes: data }) => {
      const sent = messages[new DataView(data.buffer).getUint32(0)]!;
      sent.arrivals[peer] = performance.now() - sent.at;
      return 0;
    };
  }
  const publish = async () => {
    const index = messages.length, from = index % swarm.length;
    const data = new Uint8Array(bytes);
    crypto.getRandomValues(data.subarray(4, 36));
    new DataView(data.buffer).setUint32(0, index);
    const arrivals = swarm.map(() => NaN);
    messages.push({ from, at: performance.now(), arrivals });
    await swarm[from]!.network.publish(data);
  };
  const cpu = cpuMillis();
  for (let i = 0; i < TRIAL; i++) await publish();
  await arrived(messages);
  const gap = (cpuMillis() - cpu) / TRIAL / LOAD;
  const before = totals(swarm);
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    await publish();
    await sleep(-Math.log(1 - Math.random()) * gap);
  }
  await arrived(messages);
  await sleep(500);
  const after = totals(swarm);
  messages.splice(0, TRIAL);
  const deliveries = messages.length * (swarm.length - 1);
  return {
    messages,
    duplicates: (after.duplicates - before.duplicates) / deliveries,
    wire: (after.bytes - before.bytes) / deliveries / bytes,
  };
}

/** The figures of some of the messages; duplicates and bytes are those of all. */
export function figuresOf(measured: Measured, messages: Sent[]): Figures {
  const latencies = messages.flatMap(({ from, arrivals }) =>
    arrivals.filter((ms, peer) => peer !== from && !Number.isNaN(ms))
  ).sort((a, b) => a - b);
  const due = messages.length * (messages[0]!.arrivals.length - 1);
  const { duplicates, wire } = measured;
  return { delivered: latencies.length / due, latencies, duplicates, wire };
}

/** Waits until everybody has every message, or a while has passed. */
async function arrived(messages: Sent[]): Promise<void> {
  const isMissing = ({ from, arrivals }: Sent) =>
    arrivals.some((ms, peer) => peer !== from && Number.isNaN(ms));
  await until(() => !messages.slice(-200).some(isMissing), "all arrive", 5000)
    .catch(() => {});
}

function totals(swarm: Recorded[]) {
  let bytes = 0, duplicates = 0;
  for (const { network } of swarm) {
    const stats = network.stats();
    bytes += stats.bytesSent;
    duplicates += stats.duplicates;
  }
  return { bytes, duplicates };
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
