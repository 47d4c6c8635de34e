/**
 * Measures the network over loopback.
 *
 * First updates between processes, large ones announced and pulled: MB/s that
 * arrive, beside raw TCP and an encrypted stream (noise and yamux) of the same
 * run, CPU time, and bytes on the wire for each useful one. Then messages by
 * gossip alone, all peers in one process: how long they take to find each other,
 * and what messages cost. Compare ratios within one run.
 *
 *     deno task bench network
 *
 * @module
 */
import { measurePipe, Swarm, type UpdateFigures } from "./network/processes.ts";
import {
  closeAll,
  type Recorded,
  swarmOf,
  until,
} from "../network/swarm_of.ts";

/** Messages of each peer that may be under way at a time. */
const WINDOW = 3;

/** Useful bytes to carry in one measurement. */
const TARGET = 60e6;

/** Useful bytes of updates to carry in one measurement. */
const USEFUL = 1.5e8;

async function measure(peers: number, size: number): Promise<void> {
  const started = performance.now();
  const all = await swarmOf(peers);
  const gathered = performance.now() - started;
  // Peers tell each other whom they serve, so that nobody relays in vain.
  await new Promise((resolve) => setTimeout(resolve, 1000 + 100 * peers));
  const before = all.map(({ network }) => network.stats());
  const counts = countMessages(all);
  const rounds = Math.ceil(TARGET / (size * peers * (peers - 1)));
  const begun = performance.now();
  const cpuBegun = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    for (const { network } of all) {
      const message = new Uint8Array(size);
      // Messages that are equal would be sent once.
      crypto.getRandomValues(message.subarray(0, 16));
      await network.publish(message);
    }
    const least = (round + 1 - WINDOW) * (peers - 1);
    await until(() => counts.every((count) => count >= least), "the window");
  }
  const each = rounds * (peers - 1);
  await until(() => counts.every((count) => count === each), "all arrive");
  const seconds = (performance.now() - begun) / 1000;
  const cpu = process.cpuUsage();
  const cpuMicros = cpu.user + cpu.system - cpuBegun.user - cpuBegun.system;
  let received = 0, duplicates = 0;
  for (const [i, { network }] of all.entries()) {
    const stats = network.stats();
    received += stats.bytesReceived - before[i]!.bytesReceived;
    duplicates += stats.duplicates - before[i]!.duplicates;
  }
  await closeAll(all);
  const deliveries = each * peers;
  console.log(
    [
      `P = ${peers}`,
      `${size / 1000} kB`,
      `all connected in ${gathered.toFixed(0)} ms`,
      `${(deliveries * size / seconds / 1e6).toFixed(0)} MB/s delivered`,
      `${
        (received / deliveries / size).toFixed(3)
      } bytes on the wire per useful byte`,
      `${(duplicates / deliveries).toFixed(3)} duplicates per delivery`,
      `${(cpuMicros / deliveries).toFixed(0)} us CPU per delivery`,
    ].join(", "),
  );
}

/** Counts messages and drops them, so that memory does not fill. */
function countMessages(all: Recorded[]): number[] {
  const counts = all.map(() => 0);
  for (const [i, { messages }] of all.entries()) {
    messages.push = () => ++counts[i]!;
  }
  return counts;
}

const MB = 1 << 20;

/** Updates of several sizes from one process to another, as many bytes by raw TCP and by an encrypted stream around them. */
async function measureUpdates(): Promise<void> {
  const tcp = await measurePipe("tcp", 1e9);
  const before = await measurePipe("stream", USEFUL);
  const pair = await Swarm.of(2);
  const sizes = [MB / 16, MB, 4 * MB, 16 * MB];
  const figures: [string, UpdateFigures][] = [];
  for (const size of sizes) {
    const useful = Math.min(USEFUL, 1000 * size);
    const how = { size, useful, isMutual: false };
    figures.push([`2, one publishes ${mb(size)}`, await pair.measure(how)]);
  }
  await pair.end();
  const after = await measurePipe("stream", USEFUL);
  const stream = {
    rate: 2 / (1 / before.rate + 1 / after.rate),
    cpu: (before.cpu + after.cpu) / 2,
  };
  for (const peers of [2, 4, 8]) {
    const swarm = await Swarm.of(peers);
    for (const size of [MB, 4 * MB]) {
      const how = { size, useful: USEFUL, isMutual: true };
      figures.push([
        `${peers}, all publish ${mb(size)}`,
        await swarm.measure(how),
      ]);
    }
    await swarm.end();
  }
  const line = (...cells: string[]) =>
    console.log(cells.map((cell, i) => cell.padEnd(i ? 11 : 28)).join(""));
  line(
    "processes",
    "MB/s",
    "of stream",
    "CPU s/GB",
    "of stream",
    "wire",
    "twice",
  );
  line("raw TCP", tcp.rate.toFixed(0), "", tcp.cpu.toFixed(2));
  line("encrypted stream", stream.rate.toFixed(0), "", stream.cpu.toFixed(2));
  for (const [name, { rate, cpu, wire, duplicate }] of figures) {
    line(
      name,
      rate.toFixed(1),
      (rate / stream.rate).toFixed(2),
      cpu.toFixed(2),
      (cpu / stream.cpu).toFixed(2),
      wire.toFixed(3),
      duplicate.toFixed(4),
    );
  }
}

function mb(size: number): string {
  return size < MB ? `${size / 1024} KiB` : `${size / MB} MiB`;
}

if (import.meta.main) {
  await measureUpdates();
  for (const [peers, size] of [[2, 64e3], [4, 64e3], [4, 200e3], [8, 64e3]]) {
    await measure(peers!, size!);
  }
}
