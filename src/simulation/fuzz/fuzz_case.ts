import type { CodecSetting } from "../../compression/mod.ts";
import type { OptimizerSpec, OuterSpec } from "../../optimizers/mod.ts";
import type { Ordering } from "../../ordering/mod.ts";
import type {
  LocalSteps,
  QuorumRule,
  Variant,
} from "../../synchronicity/mod.ts";
import { parseDelay } from "../delays/mod.ts";
import type { Fault } from "../fault.ts";
import type { SimulationOptions } from "../options.ts";
import { createPullProblem } from "./pull_problem.ts";

/** A scenario of the fuzzer in plain JSON: printed where it fails, and shrunk. */
export interface FuzzCase {
  /** Decides all chance while it runs. */
  readonly seed: number;
  /** Peers at the start. */
  readonly peers: number;
  /** Which corner of the four. */
  readonly variant: Variant;
  /** The quorum, or what chooses it. */
  readonly k: QuorumRule;
  /** Quorums of peers that do not agree, taken in turn. */
  readonly quorums?: readonly QuorumRule[];
  /** The elastic bound, in full steps. */
  readonly elasticBound?: number;
  /** Whether own updates stand in for missing ones in views. */
  readonly substitutes?: boolean;
  /** Rounds behind at which a gradient starts anew. */
  readonly cutOff?: number;
  /** Which unit comes next; random reshuffling where it is left out. */
  readonly ordering?: Ordering;
  /** Passes over the data. */
  readonly epochs: number;
  /** Units in the data. */
  readonly units: number;
  /** How many of them are a peer's own; peers take them in turn. Dealt where it is left out. */
  readonly ownData?: readonly number[];
  /** Whether old views make weights smaller, where it is not as in `peer/` by default. */
  readonly stalenessAware?: boolean;
  /** Local steps of an update. */
  readonly localSteps?: LocalSteps;
  /** What is made of their sum. */
  readonly outer?: OuterSpec;
  /** Coordinates of the model: trainable, and state. */
  readonly model: readonly [number, number];
  /** How updates are written. */
  readonly codec: CodecSetting;
  /** How gradients become steps. */
  readonly optimizer: OptimizerSpec;
  /** How long gradients take, as `parseDelay` reads it; peers take them in turn. */
  readonly compute: readonly string[];
  /** How long messages take over a link. */
  readonly latency: string;
  /** Part of the messages that gossip loses. */
  readonly loss?: number;
  /** Part of the messages that come twice. */
  readonly duplication?: number;
  /** Bytes a millisecond that a peer can send. */
  readonly bandwidth?: number;
  /** Neighbours in the overlay. */
  readonly degree?: number;
  /** Payloads of more bytes are announced and pulled. */
  readonly announceAbove?: number;
  /** Bytes of a payload that are pulled together. */
  readonly chunkBytes?: number;
  /** The peers' clocks: largest offset in ms, largest drift. */
  readonly clocks?: { readonly offset: number; readonly drift: number };
  /** Peers to wait for before the first round. */
  readonly waitFor?: number;
  /** Bytes of updates kept for those that ask. */
  readonly retainBytes?: number;
  /** Own updates that a live peer may have yet to fold. */
  readonly window?: number;
  /** Milliseconds between snapshots on disk. */
  readonly snapshotEvery?: number;
  /** Whether disks hold the own feeds, too; they do where it is left out. */
  readonly keepsFeeds?: boolean;
  /** What befalls it. */
  readonly faults: readonly Fault[];
}

/**
 * The simulation that a case stands for.
 *
 * @throws {DelayError} If a delay cannot be read
 */
export function toSimulation(given: FuzzCase): SimulationOptions {
  const { latency, loss, duplication, bandwidth, degree } = given;
  const { announceAbove, chunkBytes } = given;
  const { ordering, clocks, waitFor, retainBytes, window, snapshotEvery } =
    given;
  const { ownData, stalenessAware, keepsFeeds } = given;
  const { quorums, substitutes, elasticBound, cutOff } = given;
  const { localSteps, outer } = given;
  const compute = given.compute.map((text) => parseDelay(text));
  return {
    seed: given.seed,
    peers: given.peers,
    problem: createPullProblem(given.units, given.model),
    variant: given.variant,
    k: given.k,
    epochs: given.epochs,
    optimizer: given.optimizer,
    codec: given.codec,
    compute: (peer) => compute[peer % compute.length]!,
    network: {
      latency: parseDelay(latency),
      ...(loss === undefined ? {} : { loss }),
      ...(duplication === undefined ? {} : { duplication }),
      ...(bandwidth === undefined ? {} : { bandwidth }),
      ...(degree === undefined ? {} : { degree }),
      ...(announceAbove === undefined ? {} : { announceAbove }),
      ...(chunkBytes === undefined ? {} : { chunkBytes }),
    },
    faults: given.faults,
    signatures: "trusted",
    ...(ownData === undefined ? {} : {
      ownData: (peer) =>
        Array.from(
          { length: Math.min(given.units, ownData[peer % ownData.length]!) },
          (_, unit) => (7 * peer + unit) % given.units,
        ),
    }),
    ...(stalenessAware === undefined ? {} : { stalenessAware }),
    ...(quorums === undefined ? {} : { quorums }),
    ...(substitutes === undefined ? {} : { substitutes }),
    ...(cutOff === undefined ? {} : { cutOff }),
    ...(localSteps === undefined ? {} : { localSteps }),
    ...(outer === undefined ? {} : { outer }),
    ...(elasticBound === undefined ? {} : { elasticBound }),
    ...(ordering === undefined ? {} : { ordering }),
    ...(clocks === undefined ? {} : { clocks }),
    ...(waitFor === undefined ? {} : { waitFor }),
    ...(retainBytes === undefined ? {} : { retainBytes }),
    ...(window === undefined ? {} : { window }),
    ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
    ...(keepsFeeds === undefined ? {} : { keepsFeeds }),
  };
}
