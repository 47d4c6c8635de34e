import {
  type CodecSetting,
  type CodecSpec,
  createCodec,
  describeSetting,
  longestPayload,
} from "../compression/mod.ts";
import {
  type AdmissionRules,
  DEFAULT_MAX_ABS,
  hashOf,
  hashOfValues,
  type Json,
  type Manifest,
  manifestHash,
  toHex,
  verifySignature,
} from "../replica/mod.ts";
import type { Ordering } from "../ordering/mod.ts";
import type { OuterSpec } from "../optimizers/mod.ts";
import type { LocalSteps, Variant } from "../synchronicity/mod.ts";
import type { TaskInfo } from "../training/training_worker.ts";

/** What a person may choose that all peers must choose alike. */
export interface Choices {
  /** Which corner of the four. */
  variant: Variant;
  /** How updates are made small. */
  codec: CodecSetting;
  /** What brings what was held back, where there is an elastic bound to keep. */
  flush?: CodecSpec | undefined;
  /** Which example comes next. */
  ordering: Ordering;
  /** Local steps of an update; default 1. */
  localSteps?: LocalSteps;
  /** What is made of their sum. */
  outer?: OuterSpec | undefined;
}

/**
 * All that peers must agree on before their updates may be added. The backend is
 * not in it: gradients may differ from machine to machine, and nothing depends on
 * their bits.
 */
export function manifestOf(info: TaskInfo, choices: Choices): Manifest {
  const manifest = {
    drover: 1,
    task: { name: info.name, version: info.version },
    seed: info.seed,
    model: {
      topology: toHex(hashOf(info.topology)),
      weights: hashOfValues(info.x0),
      frozen: info.frozenHash,
      parameters: info.layout.trainable,
      state: info.layout.state,
    },
    loss: info.loss,
    optimizer: info.optimizer,
    localSteps: choices.localSteps ?? 1,
    outer: choices.outer ?? null,
    data: info.ownData
      ? { own: true, unit: info.unit }
      : { units: info.units, unit: info.unit, ...info.dataHashes },
    epochs: info.epochs,
    target: info.target ?? null,
    patience: info.patience ?? null,
    variant: choices.variant,
    ordering: choices.ordering,
    codec: describeSetting(choices.codec),
    flush: choices.flush && createCodec(choices.flush).spec,
    grid: -32,
    maxAbs: DEFAULT_MAX_ABS,
  };
  return JSON.parse(JSON.stringify(manifest)) as Record<string, Json>;
}

/**
 * What admission checks updates against.
 *
 * @param codecs what updates may be written with; undefined is left out
 */
export function rulesOf(
  manifest: Manifest,
  info: TaskInfo,
  codecs: readonly (CodecSpec | undefined)[],
): AdmissionRules {
  const { trainable, state } = info.layout;
  return {
    manifestHash: manifestHash(manifest),
    layout: { trainable, state },
    codecs: codecs.flatMap((codec) => codec ? [createCodec(codec).id] : []),
    maxPayloadLength: longestPayload(codecs, trainable) + 4 * state,
    maxAbs: DEFAULT_MAX_ABS,
    verify: verifySignature,
  };
}
