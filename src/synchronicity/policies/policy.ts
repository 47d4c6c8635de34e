import type { Variant } from "../variant.ts";

/** What one round would be like with some K. */
export interface StepOutlook {
  /** Expected ms until the quorum. */
  readonly time: number;
  /** Updates that count in it: K and whoever overshoots or comes late. */
  readonly updates: number;
  /** Mean rounds that an update is behind. */
  readonly staleness: number;
  /** What it becomes where those that go on drift apart, and none begins with another. */
  readonly adrift?: StepOutlook;
}

/** What a policy looks at. */
export interface Conditions {
  /** Which corner of the four, or `auto`. */
  readonly variant: Variant;
  /** Live peers, P. */
  readonly peers: number;
  /** The K in force. */
  readonly k: number;
  /** (F(w_0) - F*) / (F(w_s) - F*), at least 1. */
  readonly descent: number;
  /** Decay of the optimizer's first moment; 0 without one. */
  readonly momentum?: number;
  /** Whether the learning rate falls by a schedule; else a policy may make it. */
  readonly isScheduled?: boolean;
  /** tr(Sigma) / |G|^2, in updates, where it is known. */
  readonly noiseScale?: number;
  /** For K = 1 … P at place K - 1; absent before any delay is known. */
  readonly outlook?: readonly StepOutlook[];
}

/** What a policy makes of it. */
export interface Decision {
  /** The quorum, 1 to P. */
  readonly k: number;
  /** Factor on the weights 1/n, at most 1. */
  readonly rate: number;
  /** Why, in numbers. */
  readonly reason: string;
}

/** Chooses K while training goes on, from what every peer can see. */
export type Policy = (conditions: Conditions) => Decision;

/** A whole K among P; of a real number, the old K unless it is clearly another. */
export function settle(
  wanted: number,
  { k, peers }: Pick<Conditions, "k" | "peers">,
): number {
  const kept = Math.abs(wanted - k) < 0.75 ? k : Math.round(wanted);
  return Math.min(peers, Math.max(1, kept));
}
