import type { ViewMark } from "./staleness.ts";

/** Where the swarm stood when a view was taken. */
export interface Viewed {
  round: number;
  progress: number;
  clockDigest: Uint8Array;
  mark: ViewMark;
}

/** A computation that training/ was asked for, and the block of local steps that it is part of. */
export interface Job extends Viewed {
  id: number;
  unit: number;
  epoch: number;
  /** Most units of the block. */
  most: number;
  /** Those whose steps are taken. */
  taken: number[];
}

/** Where it stood before the first. */
export const UNSEEN: Viewed = {
  round: -1,
  progress: 0,
  clockDigest: new Uint8Array(8),
  mark: { others: 0, adoptions: 0 },
};
