import type { CodecSpec } from "../codec.ts";

/** Of the mean wait 1/f - 1 of top-k were all values alike, the part that is left as a few values hold most of a step. */
const CONCENTRATION = 1 / 26;

/** One sign for each value holds back as much as top-k with this part of the values. */
const LIKE_SIGN = 0.04;

/** How much longer top-k holds back where it sends signs alone. */
const SIGNS = 1.2;

/** Gradients of delay that double the steps needed. */
const BEARABLE_DELAY = 256;

/** Local steps that double the steps needed. */
const BEARABLE_DRIFT = 128;

/** Full steps missing from views that double the steps needed. */
const BEARABLE_STALENESS = 8;

/** The norm that top-k holds back, over that of an update, is this times f^-0.7 with plain SGD. */
const HELD_BACK = 0.15;

/** What makes steps count for less. */
export interface Strain {
  /** How updates are written. */
  readonly codec: CodecSpec;
  /** Gradients in an update, H. */
  readonly localSteps: number;
  /** Peers, P. */
  readonly peers: number;
  /** Full steps, updates over P, that views lack. */
  readonly staleness: number;
  /** What is held back over what {@linkcode expectedHeldBack} says; default 1. */
  readonly stickiness?: number;
}

/**
 * Updates for which a codec with error feedback holds a value back, in the mean:
 * about (1/f - 1) / 26 for top-k with a part f of the values; next to nothing for
 * the dense codecs.
 */
export function delayOf(codec: CodecSpec): number {
  const fraction = fractionOf(codec);
  const longer = codec.kind === "top-k" && codec.values === "sign" ? SIGNS : 1;
  return (1 / fraction - 1) * CONCENTRATION * longer;
}

/** The part of the values that top-k would send to hold back as much. */
function fractionOf(codec: CodecSpec): number {
  if (codec.kind === "sign") return LIKE_SIGN;
  return codec.kind === "top-k" ? codec.fraction : 1;
}

/**
 * What the norm held back is expected to be, over that of an update; undefined
 * for codecs that hold back next to nothing. Steps with momentum point one way for
 * longer, by 1/sqrt(1 - momentum).
 */
export function expectedHeldBack(
  codec: CodecSpec,
  momentum = 0,
): number | undefined {
  const fraction = fractionOf(codec);
  if (fraction === 1) return undefined;
  return HELD_BACK * fraction ** -0.7 / Math.sqrt(1 - momentum);
}

/**
 * How many gradients it takes to do what one does whose step reaches everybody
 * whole and at once:
 *
 *     (1 + D (1 + t) / 256) (1 + (t/8)^2 H) (1 + (1 - 1/P) (H - 1) / 128)
 *
 * with D = H {@linkcode delayOf} the gradients for which values are held back and t
 * the full steps that views lack. The three factors:
 *
 * * What is held back is not lost but late: training that takes T steps takes about
 *   D more. Staleness multiplies that, as the others' gradients, too, are taken
 *   where it is lacking: delay and sparsity are one budget.
 * * The distance x - v of elastic consistency (Nadiradze et al., arXiv 2001.05918)
 *   enters squared; H steps in each of the updates that are missing add up as noise
 *   does.
 * * Peers that go H steps by themselves drift apart, a little where their data is
 *   alike.
 *
 * The constants were fitted: four peers, softmax regression on digits, SGD and
 * momentum 0.9, f from 0.001 to 1, H from 1 to 16, t from 0 to 4, gradients to one
 * level of the loss over those of float32 (docs/auto-codec.md). They are no law:
 * what they are for is that a choice between unlike evils is not made by one of
 * them alone.
 *
 * @example
 * ```ts
 * import { damageOf } from "./damage.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const dense = { codec: { kind: "int8" }, localSteps: 1, peers: 4, staleness: 0 } as const;
 * const sparse = { ...dense, codec: { kind: "top-k", fraction: 0.01 } } as const;
 * assertEquals(damageOf(dense), 1);
 * assert(damageOf(sparse) > 1);
 * assert(damageOf({ ...sparse, staleness: 4 }) / damageOf({ ...dense, staleness: 4 }) > damageOf(sparse));
 * ```
 */
export function damageOf(strain: Strain): number {
  const { codec, localSteps, peers, staleness, stickiness = 1 } = strain;
  const delay = localSteps * delayOf(codec) * stickiness;
  return (1 + delay * (1 + staleness) / BEARABLE_DELAY) *
    (1 + (staleness / BEARABLE_STALENESS) ** 2 * localSteps) *
    (1 + (1 - 1 / peers) * (localSteps - 1) / BEARABLE_DRIFT);
}
