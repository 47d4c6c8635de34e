/**
 * Measures the network over loopback: how long peers take to find each other,
 * how much they carry, what each useful byte costs on the wire, and how many
 * copies arrive twice. All peers share one process and one thread, so rates are
 * those of one core; compare ratios.
 *
 *     deno task bench network
 *
 * @module
 */
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

if (import.meta.main) {
  for (const [peers, size] of [[2, 64e3], [4, 64e3], [4, 200e3], [8, 64e3]]) {
    await measure(peers!, size!);
  }
}
