import type { Evaluation } from "./problem.ts";
import type { Outcome, PeerRecord, Run } from "./run.ts";
import type { Simulation } from "./simulation.ts";
import type { Trace } from "./trace.ts";
import type { VirtualPeer } from "./virtual_peer.ts";

/** What a run's record says beyond what the simulation knows. */
export interface RecordOptions {
  /** The scenario's name. */
  readonly scenario: string;
  /** The trace that observed the simulation. */
  readonly trace?: Trace;
  /** Invariants that were broken, in words. */
  readonly broken?: readonly string[];
}

/**
 * What expectations look at: the record of a simulation that has ended. Models
 * are evaluated on the whole objective here, where the problem can.
 */
export async function recordRun(
  simulation: Simulation,
  { scenario, trace, broken = [] }: RecordOptions,
): Promise<Run> {
  simulation.end();
  const evaluations = new Map<string, Evaluation>();
  const peers: PeerRecord[] = [];
  for (const peer of simulation.peers) {
    peers.push(await recordPeer(simulation, peer, evaluations));
  }
  return {
    scenario,
    simulated: true,
    seed: simulation.options.seed,
    ms: simulation.now,
    peers,
    events: trace?.events ?? [],
    ...(trace === undefined ? {} : { trace: trace.hash }),
    broken,
  };
}

async function recordPeer(
  { options, overlay, isParted, isStopped }: Simulation,
  virtual: VirtualPeer,
  evaluations: Map<string, Evaluation>,
): Promise<PeerRecord> {
  const { index, peer, replica, finished } = virtual;
  const outcome = outcomeOf(virtual);
  const hasDiverged = finished?.startsWith("diverged") === true;
  const record = {
    index,
    publicKey: peer.publicKey,
    outcome,
    published: virtual.published,
    agrees: outcome === "finished" && !hasDiverged && !virtual.excused &&
      !isParted,
    metrics: {},
    gradients: virtual.gradients,
    cancelled: virtual.cancelled,
    bytesSent: overlay.traffic.sentBytes(index),
    ...(finished === undefined
      ? {}
      : { reason: finished, finishedAt: virtual.finishedAt }),
  };
  if (outcome === "crashed") return record;
  const hash = replica.hash();
  let evaluation = evaluations.get(hash);
  if (
    evaluation === undefined && options.problem.evaluate !== undefined &&
    !isStopped
  ) {
    const view = new Float32Array(replica.values.length);
    replica.view(view);
    evaluation = await options.problem.evaluate(view);
    evaluations.set(hash, evaluation);
  }
  const clock: ReadonlyMap<string, number> = replica.clock.counts();
  return { ...record, hash, clock, ...evaluation };
}

function outcomeOf({ alive, left, finished }: VirtualPeer): Outcome {
  if (!alive) return "crashed";
  if (finished === undefined) return "running";
  return left && finished === "stopped" ? "left" : "finished";
}
