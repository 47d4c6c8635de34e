/**
 * What a virtual swarm costs as it grows: null gradients, 20 updates of each peer.
 * For each size the events (inputs that peers handle, nearly all deliveries) a
 * second, microseconds an event, how many of them are the engine's own (as many
 * messages among peers that do nothing), microseconds an update, and memory.
 *
 *     deno task bench simulation [--peers N] [--updates 20] [--variant k-async] [--k 1]
 *       [--signatures real] [--limit MS]
 */
import { parseArgs } from "@std/cli/parse-args";
import { uniform } from "../../src/simulation/delays/mod.ts";
import { Simulation } from "../../src/simulation/mod.ts";
import { nullProblem } from "../../src/simulation/problems/mod.ts";
import type { Variant } from "../../src/synchronicity/mod.ts";

const SIZES = [10, 32, 100, 320, 1000];

const args = parseArgs(Deno.args, {
  default: {
    updates: 20,
    variant: "k-async",
    k: "1",
    signatures: "real",
    limit: 1e6,
  },
  string: ["variant", "k", "signatures"],
}) as {
  peers?: number;
  updates: number;
  variant: Variant;
  k: string;
  signatures: "real" | "trusted";
  limit: number;
};

function simulationOf(peers: number): Simulation {
  return new Simulation({
    seed: 1,
    peers,
    problem: nullProblem({ units: peers * args.updates }),
    variant: args.variant,
    k: args.k === "all" ? "all" : Number(args.k),
    compute: uniform(8, 12),
    signatures: args.signatures,
  });
}

/**
 * The engine alone: as many broadcasts of 400 bytes, among peers that do nothing.
 *
 * @returns microseconds an event
 */
function engine(peers: number): number {
  const simulation = simulationOf(peers);
  const silence: never[] = [];
  for (const { peer } of simulation.peers) peer.handle = () => silence;
  const input = { kind: "tick" } as const;
  for (const peer of simulation.peers) {
    for (let i = 0; i < args.updates; i++) {
      const at = 10 * (i + simulation.random.uniform());
      simulation.after(1 + at, () => simulation.broadcast(peer, input, 400));
    }
  }
  simulation.runSync({ ms: 1 });
  const before = simulation.events;
  const start = performance.now();
  simulation.runSync({ ms: 10 * args.updates + 1000 });
  const ms = performance.now() - start;
  return 1000 * ms / (simulation.events - before);
}

console.log(
  "peers    events  events/s  us/event  engine  us/update  messages  heap MB  rss MB",
);
for (const peers of args.peers === undefined ? SIZES : [args.peers]) {
  const own = engine(peers);
  const simulation = simulationOf(peers);
  const start = performance.now();
  simulation.runSync({ ms: args.limit });
  const ms = performance.now() - start;
  const { events, overlay } = simulation;
  const { heapUsed, rss } = Deno.memoryUsage();
  let updates = 0, running = 0;
  for (const peer of simulation.peers) {
    updates += peer.peer.figures().published;
    if (peer.isRunning) running++;
  }
  const cells: [number | string, number][] = [
    [peers, 5],
    [events, 10],
    [(1000 * events / ms).toFixed(0), 10],
    [(1000 * ms / events).toFixed(2), 10],
    [own.toFixed(2), 8],
    [(1000 * ms / updates).toFixed(0), 11],
    [overlay.traffic.messages, 10],
    [(heapUsed / 2 ** 20).toFixed(0), 9],
    [(rss / 2 ** 20).toFixed(0), 8],
  ];
  console.log(
    cells.map(([cell, width]) => `${cell}`.padStart(width)).join("") +
      (running > 0 ? `  ${running} still running` : ""),
  );
}
