import type { Corner } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { constant } from "../delays/mod.ts";
import { nullProblem } from "../problems/mod.ts";
import { Simulation } from "../simulation.ts";
import { type RuntimeFigures, RuntimeMeter } from "./runtime_meter.ts";

/** A swarm whose steps are to be measured. */
export interface RuntimeOptions {
  /** Which corner of the four. */
  readonly variant: Corner;
  /** Peers, P. */
  readonly peers: number;
  /** The quorum, K. */
  readonly k: number;
  /** How long a gradient takes, ms. */
  readonly compute: Delay;
  /** Steps to measure. */
  readonly steps: number;
  /** Decides all chance. */
  readonly seed: number;
  /** Told now and then how many steps were made. */
  readonly onProgress?: (steps: number) => void;
}

/** Steps between two words on progress. */
const CHUNK = 500;

/** Steps before those that are measured. */
const WARM_UP = 100;

/**
 * Part by which a gradient may last longer than was drawn. Gradients that end in
 * the very same instant have no order, and there would be no telling which of them
 * made the quorum.
 */
const JITTER = 1e-6;

/** Units of each peer: shares of one length, so that no round is a rest for some. */
const EACH = 128;

/** Bytes of updates that a peer keeps: nobody comes late. */
const RETAINED = 2 ** 16;

/**
 * Measures the time for a step and the staleness of gradients in one corner of
 * the four, with the peers that ship: gradients are null, and messages need no
 * time, as in the runtime analysis of Dutta, Wang, Joshi (arXiv 2003.10579).
 *
 * @throws {RangeError} Unless 1 <= k <= peers, all whole
 *
 * @example
 * ```ts
 * import { exponential } from "../delays/mod.ts";
 * import { measureRuntime } from "./measure_runtime.ts";
 *
 * measureRuntime({
 *   variant: "k-async",
 *   peers: 8,
 *   k: 4,
 *   compute: exponential(1000),
 *   steps: 100,
 *   seed: 1,
 * }).msPerStep; // some 635
 * ```
 */
export function measureRuntime(options: RuntimeOptions): RuntimeFigures {
  const { variant, peers, k, compute, steps, seed, onProgress } = options;
  if (![peers, k, steps].every(Number.isInteger) || k < 1 || k > peers) {
    throw new RangeError(
      `Cannot wait for ${k} of ${peers} peers: K must be a whole number from 1 to the number of peers`,
    );
  }
  const meter = new RuntimeMeter(WARM_UP, WARM_UP + steps);
  const simulation = new Simulation({
    seed,
    peers,
    variant,
    k,
    problem: nullProblem({ units: EACH * peers }),
    epochs: Infinity,
    compute: withJitter(compute),
    network: { latency: constant(0) },
    signatures: "trusted",
    retainBytes: RETAINED,
    observers: [meter],
  });
  while (!meter.isDone) {
    const next = meter.step + CHUNK;
    simulation.runUntil(() => meter.isDone || meter.step >= next, Infinity);
    onProgress?.(Math.max(0, Math.min(steps, meter.step - WARM_UP)));
  }
  return meter.figures;
}

function withJitter(compute: Delay): Delay {
  return {
    name: compute.name,
    mean: compute.mean,
    sample: (random, now) =>
      compute.sample(random, now) * (1 + JITTER * random.uniform()),
  };
}
