import {
  InvariantError,
  Invariants,
  type Violation,
} from "../invariants/mod.ts";
import { Simulation } from "../simulation.ts";
import { type FuzzCase, toSimulation } from "./fuzz_case.ts";

/** How a case was played. */
export interface Played {
  /** The first invariant that broke; undefined where all held. */
  readonly violation?: Violation;
  /** Inputs that peers have handled. */
  readonly events: number;
  /** Virtual time it took, ms. */
  readonly ms: number;
  /** How the peers ended, for statistics. */
  readonly outcome: "ended" | "diverged" | "hopeless";
  /** Pairs of peers that ended apart for a reason that counts. */
  readonly excused: number;
}

/** Virtual ms between two looks at whether anything can still happen. */
const SLICE = 5000;

/** Inputs after which a run goes nowhere. */
const MOST_EVENTS = 2_000_000;

/** How many means the longest delay of a link may be. */
const TAIL = 20;

/** Plays a case to its end, or to the first invariant that breaks. */
export function play(given: FuzzCase): Played {
  const options = toSimulation(given);
  const latency = options.network!.latency as { mean: number };
  const invariants = new Invariants(options, {
    stopAtFirst: true,
    every: 256,
    hearing: TAIL * latency.mean,
  });
  const simulation = new Simulation({ ...options, observers: [invariants] });
  const played = () => ({
    events: simulation.events,
    ms: simulation.now,
    excused: invariants.excused,
  });
  try {
    for (;;) {
      const end = simulation.now + SLICE;
      simulation.runSync({ ms: SLICE });
      if (simulation.now < end) break;
      if (invariants.isHopeless) {
        simulation.end();
        return { ...played(), outcome: "hopeless" };
      }
      if (simulation.events > MOST_EVENTS) {
        throw new InvariantError({
          invariant: "wait",
          at: simulation.now,
          text: `It goes on after ${simulation.events} events`,
        });
      }
    }
  } catch (error) {
    const violation = error instanceof InvariantError ? error.violation : {
      invariant: "error" as const,
      at: simulation.now,
      text: error instanceof Error ? error.stack ?? error.message : `${error}`,
    };
    return { ...played(), violation, outcome: "ended" };
  }
  const diverged = simulation.peers.some(({ finished }) =>
    finished?.startsWith("diverged")
  );
  return { ...played(), outcome: diverged ? "diverged" : "ended" };
}
