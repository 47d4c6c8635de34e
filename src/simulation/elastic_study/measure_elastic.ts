import type { CodecSetting } from "../../compression/mod.ts";
import { sgd } from "../../optimizers/mod.ts";
import type { QuorumRule, Variant } from "../../synchronicity/mod.ts";
import { exponential, uniform } from "../delays/mod.ts";
import { Invariants } from "../invariants/mod.ts";
import type { Observer } from "../observer.ts";
import { quadratic } from "../problems/mod.ts";
import { Simulation } from "../simulation.ts";
import { type ElasticSample, ElasticTruth } from "./truth.ts";

/** How a run with a partition is made. Times are virtual milliseconds. */
export interface ElasticOptions {
  /** Peers, P. */
  readonly peers: number;
  /** Which corner of the four, or `auto`. */
  readonly variant: Variant;
  /** The quorum. */
  readonly k: QuorumRule;
  /** The bound in full steps; Infinity measures only. */
  readonly bound: number;
  /** How updates are written; default float32. */
  readonly codec?: CodecSetting;
  /** How long it lasts; the partition takes the middle third. */
  readonly ms: number;
  /** Part of the messages that gossip loses. */
  readonly loss: number;
  /** Decides all chance. */
  readonly seed: number;
}

/** When one peer's gate was closed. */
export interface Closing {
  /** The peer's number. */
  readonly peer: number;
  /** From when on, ms. */
  readonly from: number;
  /** Until when, ms. */
  readonly to: number;
  /** Why it opened, in the peer's words. */
  readonly reason: string;
}

/** What happened. */
export interface ElasticRun {
  /** How it was made. */
  readonly options: ElasticOptions;
  /** From when to when the swarm was in two parts, ms. */
  readonly partition: readonly [from: number, to: number];
  /** The peers of the smaller part. */
  readonly group: readonly number[];
  /** Every gradient's beginning. */
  readonly samples: readonly ElasticSample[];
  /** When gates were closed. */
  readonly closings: readonly Closing[];
  /** Audits of all peers: how many, how many too small, and truth over certificate in the mean. */
  readonly audits: { count: number; failures: number; tightness: number };
  /** Gradients finished. */
  readonly gradients: number;
  /** The model's loss over the least at the end, mean of the peers. */
  readonly excess: number;
  /** Invariants that were broken, in words. */
  readonly broken: readonly string[];
}

/** Milliseconds of a gradient, in the mean. */
const GRADIENT = 10;

/**
 * Runs a swarm on a noisy quadratic, cuts it in two for the middle third of the
 * time, and compares at every gradient's beginning what its peer certifies with
 * what is so.
 */
export function measureElastic(options: ElasticOptions): ElasticRun {
  const { peers, variant, k, bound, codec, ms, loss, seed } = options;
  const group = Array.from({ length: Math.floor(peers / 2) }, (_, i) => i);
  const from = ms / 3, lasts = ms / 3;
  const isParted = (a: number, b: number) =>
    simulation.isParted && (a < group.length) !== (b < group.length);
  const problem = quadratic({ dimension: 64, noise: 0.3, units: 4096 });
  const truth = new ElasticTruth(isParted);
  const gates = new Gates();
  const settings = {
    seed,
    peers,
    problem,
    variant,
    k,
    epochs: 1e6,
    optimizer: sgd({ learningRate: 0.003 }),
    compute: exponential(GRADIENT),
    network: { latency: uniform(1, 10), loss },
    faults: [{
      kind: "partition" as const,
      at: from,
      group,
      lasts,
      silent: true,
    }],
    signatures: "trusted" as const,
    ...(bound === Infinity ? {} : { elasticBound: bound }),
    ...(codec === undefined ? {} : { codec }),
  };
  const invariants = new Invariants(settings);
  const simulation: Simulation = new Simulation({
    ...settings,
    observers: [invariants, truth, gates],
  });
  simulation.runSync({ ms });
  let count = 0, failures = 0, tightness = 0, excess = 0, gradients = 0;
  for (const virtual of simulation.peers) {
    const { audit } = virtual.peer.elastic;
    count += audit.count;
    failures += audit.failures;
    if (audit.count > 0) tightness += audit.count * audit.tightness;
    gradients += virtual.gradients;
    const view = Float32Array.from(virtual.replica.values);
    const { loss } = problem.evaluate!(view) as { loss: number };
    excess += (loss - problem.optimum!) / peers;
  }
  return {
    options,
    partition: [from, from + lasts],
    group,
    samples: truth.samples,
    closings: gates.end(ms),
    audits: { count, failures, tightness: tightness / count },
    gradients,
    excess,
    broken: invariants.broken,
  };
}

/** When gates closed and opened. */
class Gates implements Observer {
  readonly #closings: Closing[] = [];
  readonly #since = new Map<number, number>();

  handled(
    ...[{ index }, , actions, now]: Parameters<
      NonNullable<Observer["handled"]>
    >
  ): void {
    for (const action of actions) {
      if (action.kind !== "event" || action.event.type !== "gate") continue;
      const { isClosed, reason } = action.event;
      if (isClosed) this.#since.set(index, now);
      else this.#open(index, now, reason);
    }
  }

  end(now: number): readonly Closing[] {
    for (const peer of [...this.#since.keys()]) {
      this.#open(peer, now, "the run was over");
    }
    return this.#closings;
  }

  #open(peer: number, to: number, reason: string): void {
    const from = this.#since.get(peer);
    if (from === undefined) return;
    this.#since.delete(peer);
    this.#closings.push({ peer, from, to, reason });
  }
}
