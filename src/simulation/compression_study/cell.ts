import type { CodecSpec } from "../../compression/mod.ts";
import type { QuorumRule, Variant } from "../../synchronicity/mod.ts";
import type { Extent } from "../study/mod.ts";

/** When to step. */
export interface Pace {
  /** Its name, such as `k-async, K = 2`. */
  readonly name: string;
  /** Which corner of the four. */
  readonly variant: Variant;
  /** How many to wait for. */
  readonly k: QuorumRule;
}

/** One cell of the table: who steps when, and what is sent. */
export interface Cell {
  /** When to step. */
  readonly pace: Pace;
  /** The part of the values that top-k sends; 1 where all are sent, as float32. */
  readonly fraction: number;
  /** Whether what is left out is sent later. */
  readonly errorFeedback: boolean;
}

/** How a cell did, at its own best rate. */
export interface Outcome extends Cell {
  /** The learning rate of the least median loss. */
  readonly rate: number;
  /** Whether the search for it came to the edge of what is tried. */
  readonly isAtEdge: boolean;
  /** The median loss by rate, of the seeds that it was chosen by. */
  readonly rates: readonly { readonly rate: number; readonly loss: number }[];
  /** Excess loss at the end. */
  readonly loss: Extent;
  /** Accuracy on the training data at the end. */
  readonly accuracy: Extent;
}

/** Full synchrony, and two kinds of asynchrony: P, 2 and 4 of 8. */
export function pacesOf(peers: number): Pace[] {
  const two = Math.max(1, Math.round(peers / 4));
  const four = Math.max(1, Math.round(peers / 2));
  return [
    { name: `k-sync, K = ${peers}`, variant: "k-sync", k: "all" },
    { name: `k-async, K = ${two}`, variant: "k-async", k: two },
    { name: `k-batch-async, K = ${four}`, variant: "k-batch-async", k: four },
  ];
}

/** Parts of the values that top-k sends in the table. */
export const FRACTIONS: readonly number[] = [0.1, 0.02, 0.01];

/** All cells: for each pace all values, then each fraction with and without error feedback. */
export function cellsOf(peers: number): Cell[] {
  return pacesOf(peers).flatMap((pace) => [
    { pace, fraction: 1, errorFeedback: true },
    ...FRACTIONS.flatMap((fraction) =>
      [true, false].map((errorFeedback) => ({ pace, fraction, errorFeedback }))
    ),
  ]);
}

/** What a cell sends. The values are float32, so that it is the choice of them that is looked at. */
export function codecOf({ fraction, errorFeedback }: Cell): CodecSpec {
  return fraction === 1
    ? { kind: "float32" }
    : { kind: "top-k", fraction, values: "float32", errorFeedback };
}
