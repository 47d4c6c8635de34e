import {
  isFixed,
  type QuorumRule,
  type Variant,
} from "../../synchronicity/mod.ts";

/** A way to choose when to step that takes part in the study. */
export interface Contender {
  /** What it is called. */
  readonly name: string;
  /** Which corner of the four, or `auto`. */
  readonly variant: Variant;
  /** How many to wait for; absent where it is the best fixed K of the law. */
  readonly k?: QuorumRule;
  /** Whether the learning rate goes down in a straight line, to 0 at the end. */
  readonly decays?: boolean;
}

/** The name of the best fixed K with a decaying rate. */
export const DECAYING = "decaying";

/** Those that are to keep up with the best fixed K, whatever the law. */
export const CHALLENGERS: readonly string[] = [
  "auto",
  "adasync",
  "noise-scale",
];

/**
 * K = 1, 2, 4, … P, the policies, and the best of the fixed with a decaying rate.
 *
 * @param variant of all but `auto`, which has its own
 */
export function contendersOf(variant: Variant, peers: number): Contender[] {
  const fixed: number[] = [];
  for (let k = 1; k < peers; k *= 2) fixed.push(k);
  return [
    ...[...fixed, peers].map((k) => ({ name: `K=${k}`, variant, k })),
    { name: DECAYING, variant, decays: true },
    { name: "adasync", variant, k: "adasync" },
    { name: "noise-scale", variant, k: "noise-scale" },
    { name: "auto", variant: "auto", k: "auto" },
  ];
}

/** Whether K is a number, and the rate the same throughout. */
export function isFixedK({ k, decays }: Contender): boolean {
  return k !== undefined && isFixed(k) && !decays;
}
