import type { OrderMemory } from "./order_memory.ts";

/** Which unit comes next, for one peer and its share of the data. */
export interface UnitOrder {
  /** Passes over the own share begun so far, less one: the local epoch. */
  readonly epoch: number;
  /** The seat that the last unit was dealt to. */
  readonly seat: string;
  /** Units of the present epoch. */
  readonly length: number;
  /** Whether the next unit begins a new epoch. */
  readonly isUsedUp: boolean;
  /** Before the first unit: begins with this epoch, as a joiner does in the swarm's. */
  startAt(epoch: number): void;
  /** The next unit; starts a new epoch where the last one is used up. */
  next(): number;
  /** Puts a cancelled unit back at the head: it comes next again. */
  putBack(unit: number): void;
  /** Whether a block ends here, at the end of the epoch or of the own share, whatever its length. */
  readonly endsBlock: boolean;
  /** The last so many units were visited together, for one update: they are a block. Not to be called, every unit is one. */
  closeBlock(units: number): void;
  /** Appends units to the present epoch, which come after its own in random order. */
  extend(units: readonly number[]): void;
  /** Leaves out a unit that was appended, if it has not been given out. */
  drop(unit: number): void;
  /** What is needed to go on in the middle of the present epoch; undefined before the first. */
  readonly memory: OrderMemory | undefined;
  /** Before the first unit: goes on where another order stood. */
  resume(memory: OrderMemory): void;
}

/** What one peer visits in an epoch. */
export interface Share {
  /** The peer's place among all: decides its order, whoever holds it. */
  seat: string;
  /** The units it is dealt. */
  units: Uint32Array;
}
