import { momentum } from "../../src/optimizers/mod.ts";
import type { PeerEvent } from "../../src/peer/mod.ts";
import { uniform } from "../../src/simulation/delays/mod.ts";
import {
  type Run,
  Simulation,
  type SimulationOptions,
  Trace,
} from "../../src/simulation/mod.ts";
import { quadratic } from "../../src/simulation/problems/mod.ts";

/** A simulation and the trace of it. */
export interface Traced {
  simulation: Simulation;
  trace: Trace;
}

/** Five peers on a quadratic for some 600 ms; with whatever a test is about. */
export function smallSwarm(options: Partial<SimulationOptions> = {}): Traced {
  const trace = new Trace();
  const { observers = [], ...rest } = options;
  const simulation = new Simulation({
    seed: 1,
    peers: 5,
    problem: quadratic({ units: 60 }),
    variant: "k-async",
    k: 3,
    epochs: 5,
    optimizer: momentum({ learningRate: 0.1, momentum: 0.5 }),
    compute: uniform(8, 12),
    signatures: "trusted",
    observers: [trace, ...observers],
    ...rest,
  });
  return { simulation, trace };
}

/** The events of one type that one peer told, with their times. */
export function told<T extends PeerEvent["type"]>(
  { events }: Pick<Run, "events"> | Trace,
  peer: number,
  type: T,
): { at: number; event: Extract<PeerEvent, { type: T }> }[] {
  return events.flatMap((entry) =>
    "event" in entry && entry.peer === peer && entry.event.type === type
      ? [{
        at: entry.at,
        event: entry.event as Extract<PeerEvent, { type: T }>,
      }]
      : []
  );
}

/** Hashes of the models of these peers, each once. */
export function modelsOf(
  { peers }: Simulation,
  which: (index: number) => boolean = () => true,
): string[] {
  const hashes = peers.filter(({ index }) => which(index)).map(({ replica }) =>
    replica.hash()
  );
  return [...new Set(hashes)];
}
