/**
 * What a virtual swarm costs as it grows: null gradients, 20 updates of each peer.
 * For each size the events (inputs that peers handle, nearly all deliveries) a
 * second, microseconds an event and an update, memory, and how much of it is the
 * engine's own: the same traffic among peers that hear nothing.
 *
 *     deno task bench simulation [--peers N] [--updates 20] [--variant k-async] [--k 1]
 *       [--signatures real]
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  type Problem,
  Simulation,
  type SimulationOptions,
} from "../../src/simulation/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
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

function nothing(units: number): Problem {
  const layout = { trainable: 1, state: 0 };
  return {
    name: "null",
    layout,
    units,
    start: new Float64Array(1),
    gradient: () => ({
      gradient: new Float32Array(1),
      state: new Float32Array(0),
      loss: 0,
    }),
  };
}

interface Measured {
  events: number;
  ms: number;
  heap: number;
  updates: number;
  simulation: Simulation;
}

function measure(
  peers: number,
  prepare: (simulation: Simulation) => void,
  more: Partial<SimulationOptions> = {},
  limit = args.limit,
): Measured {
  const simulation = new Simulation({
    seed: 1,
    peers,
    problem: nothing(peers * args.updates),
    variant: args.variant,
    k: args.k === "all" ? "all" : Number(args.k),
    compute: uniform(8, 12),
    signatures: args.signatures,
    ...more,
  });
  prepare(simulation);
  const start = performance.now();
  simulation.runSync({ ms: limit });
  const ms = performance.now() - start;
  const heap = Deno.memoryUsage().heapUsed;
  let updates = 0;
  for (const { peer } of simulation.peers) {
    updates += peer.figures().published;
  }
  return { events: simulation.events, ms, heap, updates, simulation };
}

/** Peers that train for as long as each hears nothing. */
function deaf(peers: number): Measured {
  const silence: never[] = [];
  return measure(
    peers,
    (simulation) => {
      for (const { peer } of simulation.peers) {
        const handle = peer.handle.bind(peer);
        peer.handle = (input, now) =>
          input.kind === "frame" ? silence : handle(input, now);
      }
    },
    { waitFor: 1, epochs: 1e6 },
    10 * args.updates,
  );
}

console.log(
  "peers    events   events/s  us/event  us/update   messages  heap MB  engine us/event",
);
for (const peers of args.peers === undefined ? SIZES : [args.peers]) {
  const { events, ms, heap, updates, simulation } = measure(peers, () => {});
  const own = deaf(peers);
  const running = simulation.peers.filter((peer) => peer.isRunning).length;
  console.log(
    [
      `${peers}`.padStart(5),
      `${events}`.padStart(10),
      (1000 * events / ms).toFixed(0).padStart(11),
      (1000 * ms / events).toFixed(2).padStart(10),
      (1000 * ms / updates).toFixed(0).padStart(11),
      `${simulation.overlay.traffic.messages}`.padStart(11),
      (heap / 2 ** 20).toFixed(0).padStart(9),
      (1000 * own.ms / own.events).toFixed(2).padStart(17),
    ].join("") + (running > 0 ? `  ${running} still running` : ""),
  );
}
