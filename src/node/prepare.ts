import {
  type CodecSetting,
  codecsOf,
  type CodecSpec,
  createCodec,
  firstCodecOf,
  flushCodecOf,
} from "../compression/mod.ts";
import { createOptimizer, outerOptimizer } from "../optimizers/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import { Peer, previousFeed } from "../peer/mod.ts";
import {
  type Manifest,
  Replica,
  signerFromSeed,
  toHex,
} from "../replica/mod.ts";
import {
  cancels,
  isLocalSteps,
  LOCAL_STEPS,
  namesRounds,
  unfitRule,
  type Variant,
} from "../synchronicity/mod.ts";
import type { TaskInfo } from "../training/training_worker.ts";
import { NodeError } from "./errors.ts";
import { manifestOf, rulesOf } from "./manifest.ts";
import { Keeper } from "./state/keeper.ts";
import { openPast } from "./state/past.ts";
import type { StateDirectory } from "./state/state_directory.ts";
import type { PeerOptions } from "./types.ts";

/** Up to so many parameters an update is small as it is. */
const SMALL_MODEL = 16_384;

/**
 * How updates are made small unless the task or the user says otherwise. Views
 * without staleness bear dropping 98 % of an update until later; stale ones do
 * not, as what is held back is a delay of its own.
 */
function defaultCodec(parameters: number, variant: Variant): CodecSpec {
  if (parameters <= SMALL_MODEL) return { kind: "float32" };
  return cancels(variant)
    ? { kind: "top-k", fraction: 0.02 }
    : { kind: "int8" };
}

/**
 * Which example comes next, unless the task or the user says otherwise. Orders are
 * coordinated where updates say the gradient exactly and the sum costs nothing to
 * speak of: there it took a third of the epochs to as many, and never more. What
 * top-k leaves of a step with momentum was measured to be worth little for that.
 */
function defaultOrdering(
  parameters: number,
  codec: CodecSetting,
): Ordering {
  const saysAll = codec !== "auto" && codec.kind !== "top-k" &&
    codec.kind !== "sign";
  return parameters <= SMALL_MODEL && saysAll ? "cd-grab" : "random";
}

/** A peer that is ready to be connected. */
export interface Prepared {
  peer: Peer;
  replica: Replica;
  manifest: Manifest;
  /** Hash of the manifest, hex. */
  manifestHash: string;
  /** Whether the replica comes from the state folder. */
  restored: boolean;
  /** Writes what happens into the state folder, where there is one. */
  keeper: Keeper | undefined;
}

/**
 * Makes the state machine for a loaded task: manifest, replica (from the state
 * folder, where there is one), optimizer, codec.
 *
 * @throws {NodeError} If the saved state cannot be used, or K fits not the variant
 */
export async function prepare(
  info: TaskInfo,
  options: PeerOptions,
  parts: {
    identity: Uint8Array;
    directory: StateDirectory | undefined;
    /** Told what became of the state folder, in words. */
    tell: (text: string) => void;
  },
): Promise<Prepared> {
  const variant = options.variant ?? info.variant ?? "auto";
  const k = options.k ?? info.k ?? (variant === "auto" ? "auto" : "all");
  const unfit = unfitRule(k, variant);
  if (unfit !== undefined) {
    throw new NodeError(`Cannot take part in ${info.name}: ${unfit}`);
  }
  const { substitutes = false } = options;
  if (substitutes && !namesRounds(variant)) {
    throw new NodeError(
      `Cannot stand in for missing updates: ${variant} has no rounds that all share; use k-sync, k-batch-sync or auto`,
    );
  }
  const codec = options.codec ?? info.codec ??
    defaultCodec(info.layout.trainable, variant);
  const ordering = options.ordering ?? info.ordering ??
    defaultOrdering(info.layout.trainable, codec);
  const { elasticBound } = options;
  const flush = elasticBound === undefined ? undefined : flushCodecOf(codec);
  const localSteps = options.localSteps ?? info.localSteps ?? 1;
  if (!isLocalSteps(localSteps)) {
    throw new NodeError(
      `Cannot take ${localSteps} local steps for an update; use ${LOCAL_STEPS}`,
    );
  }
  const outerOptions = options.outer ?? info.outer;
  const outer = outerOptions && outerOptimizer(outerOptions);
  if (outer !== undefined && localSteps === 1) {
    parts.tell(
      `The outer optimizer acts on every single step, as an update of ${info.name} is one local step; it is meant for the sum of several: set localSteps (--local-steps 16, say), or leave outer out`,
    );
  }
  const choices = { variant, codec, flush, ordering, localSteps, outer };
  const manifest = manifestOf(info, choices);
  const rules = rulesOf(manifest, info, [...codecsOf(codec), flush]);
  const manifestHash = toHex(rules.manifestHash);
  const signer = signerFromSeed(parts.identity);
  const replica = new Replica({ rules, start: info.x0 });
  const { directory, tell } = parts;
  let keeper: Keeper | undefined;
  const onProblem = (error: unknown) => keeper?.failed(error);
  const past = directory &&
    await openPast(directory, manifestHash, replica, {
      now: Date.now(),
      tell,
      onProblem,
    });
  const incarnation = past?.incarnation ?? Date.now();
  const { target, patience } = info;
  const peer = new Peer({
    replica,
    signer,
    incarnation,
    ...previousFeed(replica, toHex(signer.publicKey)),
    ...(past?.memory === undefined ? {} : { restored: past.memory }),
    ...(past?.epoch === undefined ? {} : { resumes: past.epoch }),
    variant,
    ordering,
    watchesHerding: true,
    k,
    substitutes,
    localSteps,
    ...(outer === undefined ? {} : { outer }),
    ...(options.cutOff === undefined ? {} : { cutOff: options.cutOff }),
    units: info.units,
    ownData: info.ownData,
    epochs: info.epochs,
    stop: {
      ...(target === undefined ? {} : { target }),
      ...(patience === undefined ? {} : { patience }),
    },
    validates: info.hasValidation,
    waitFor: options.waitFor ?? 1,
    seed: info.seed,
    optimizer: createOptimizer(info.optimizer, info.decayMask),
    codec: createCodec(firstCodecOf(codec, info.layout.trainable), {
      maxAbs: rules.maxAbs!,
    }),
    choosesCodec: codec === "auto",
    ...(elasticBound === undefined ? {} : { elasticBound }),
    ...(flush === undefined
      ? {}
      : { flushCodec: createCodec(flush, { maxAbs: rules.maxAbs! }) }),
  });
  if (directory !== undefined && past !== undefined) {
    const { journal, log } = past;
    const explain = (error: unknown) => directory.explain(error);
    keeper = new Keeper({ journal, log, peer, replica, tell, explain });
  }
  const restored = past?.isRestored ?? false;
  return { peer, replica, manifest, manifestHash, restored, keeper };
}
