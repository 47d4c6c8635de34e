import type { CodecSpec } from "../../compression/mod.ts";
import { adam, momentum, type OptimizerSpec } from "../../optimizers/mod.ts";
import type { Ordering } from "../../ordering/mod.ts";
import { BALANCED_VECTORS, type BalancedVector } from "../lockstep/mod.ts";

/** A way to train that takes part in a study. */
export interface Contender {
  /** What it is called. */
  readonly name: string;
  /** Which unit comes next. */
  readonly ordering: Ordering | "examples";
  /** What is balanced; default as in a swarm. */
  readonly vector?: BalancedVector;
  /** How updates are made small; default float32. */
  readonly codec?: CodecSpec;
  /** What makes steps, at any rate; default the task's. */
  readonly optimizer?: OptimizerSpec;
}

/** Whom the others are held against. */
export const CHALLENGER = "cd-grab";

/** All orderings, CD-GraB first; examples can be reshuffled where units can be composed anew. */
export function orderingContenders(isComposable: boolean): Contender[] {
  return [
    { name: CHALLENGER, ordering: "cd-grab" },
    { name: "random units", ordering: "random" },
    ...(isComposable
      ? [{ name: "random examples", ordering: "examples" } as const]
      : []),
    { name: "flip-flop", ordering: "flip-flop" },
    { name: "independent", ordering: "pair-balance" },
    { name: "fixed", ordering: "fixed" },
  ];
}

/** Whether a contender balances pairs, in whatever way: then it is no baseline. */
export function isBalanced({ ordering }: Contender): boolean {
  return ordering === "cd-grab" || ordering === "pair-balance";
}

/** How updates are made, and what they are called. */
export interface Setting {
  /** What it is called. */
  readonly name: string;
  /** What makes steps, at any rate; default the task's. */
  readonly optimizer?: OptimizerSpec;
  /** How updates are made small; default float32. */
  readonly codec?: CodecSpec;
}

const HEAVY = momentum({ learningRate: 1, momentum: 0.9 });

/** Ways to make updates that leave more or less of a gradient in them. */
export const SETTINGS: readonly Setting[] = [
  { name: "momentum 0.9", optimizer: HEAVY },
  { name: "adam", optimizer: adam({ learningRate: 1 }) },
  { name: "int8", codec: { kind: "int8" } },
  ...[0.25, 0.05, 0.01].map((fraction) => ({
    name: `top-k ${fraction}`,
    codec: { kind: "top-k", fraction } as const,
  })),
  {
    name: "momentum 0.9, top-k 0.05",
    optimizer: HEAVY,
    codec: { kind: "top-k", fraction: 0.05 },
  },
];

/** In one setting: random units, and CD-GraB by each vector. */
export function vectorContenders(
  { name: _, ...setting }: Setting,
): Contender[] {
  return [
    { name: "random", ordering: "random", ...setting },
    ...BALANCED_VECTORS.map((vector) => ({
      name: vector,
      ordering: "cd-grab" as const,
      vector,
      ...setting,
    })),
  ];
}
