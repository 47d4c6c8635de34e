import { Blocks } from "./blocks.ts";

/** Where an order stands, to be saved: what a restart goes on from. */
export interface OrderMemory {
  /** The seat that the units were dealt to. */
  readonly seat: string;
  /** The epoch in progress. */
  readonly epoch: number;
  /** Its units in their order, those taken over at the end. */
  readonly order: readonly number[];
  /** How many of them are the own share. */
  readonly share: number;
  /** How many of them were given out, and not put back. */
  readonly position: number;
  /** The balanced order's signs of the share's pairs, 0 where there is none; else empty. */
  readonly signs: readonly number[];
  /** Units of each block visited so far; left out where each is one. */
  readonly blocks?: readonly number[];
  /** An epoch that was begun later, and its units that are visited already, in blocks likewise. */
  readonly next?: {
    readonly epoch: number;
    readonly visited: readonly number[];
    readonly blocks?: readonly number[];
  };
}

/** The units of one update. */
export interface VisitedBlock {
  /** Their epoch. */
  readonly epoch: number;
  /** In the order of their visits. */
  readonly units: readonly number[];
}

/**
 * What an order remembers after units were visited that it did not see: those that
 * were published after the memory was saved.
 *
 * @param visited block by block, in the order of their visits, which is that of their epochs
 *
 * @example
 * ```ts
 * import { afterVisits } from "./order_memory.ts";
 *
 * const saved = { seat: "0", epoch: 1, order: [4, 7, 5], share: 3, position: 1, signs: [] };
 * afterVisits(saved, [{ epoch: 1, units: [7] }]).position; // 2
 * ```
 */
export function afterVisits(
  memory: OrderMemory,
  visited: readonly VisitedBlock[],
): OrderMemory {
  const latest = visited.at(-1)?.epoch ?? memory.epoch;
  if (latest < memory.epoch) return memory;
  const late = visited.filter(({ epoch }) => epoch === latest)
    .map(({ units }) => units);
  if (latest > memory.epoch) {
    const position = memory.order.length;
    const lengths = late.map(({ length }) => length);
    const next = {
      epoch: latest,
      visited: late.flat(),
      ...(lengths.every((length) => length === 1) ? {} : { blocks: lengths }),
    };
    return { ...memory, position, next };
  }
  const blocks = new Blocks();
  if (memory.blocks !== undefined) {
    blocks.restore(memory.blocks, memory.position);
  }
  let { order, position } = memory;
  for (const units of late) {
    const before = position;
    ({ order, position } = visitFirst(order, units, before));
    if (position > before) blocks.close(position - before, position);
  }
  const { lengths } = blocks;
  return {
    ...memory,
    order,
    position,
    ...(lengths === undefined ? {} : { blocks: lengths }),
  };
}

/**
 * An order in which some units come first that were visited before the rest.
 *
 * @param from the place of the first of those that are yet to come
 */
export function visitFirst(
  order: readonly number[],
  visited: readonly number[],
  from = 0,
): { order: number[]; position: number } {
  const rest = order.slice(from);
  const first: number[] = [];
  for (const unit of visited) {
    const at = rest.indexOf(unit);
    if (at < 0) continue;
    rest.splice(at, 1);
    first.push(unit);
  }
  return {
    order: [...order.slice(0, from), ...first, ...rest],
    position: from + first.length,
  };
}

/**
 * What an order remembers after anybody has visited units of its epoch. Those of
 * the share come first, as done. Those that were taken over are left out, but once
 * at most: a unit may be taken over for the epoch before, too, and then comes
 * twice, or comes beside the same unit of the share. And an own visit says nothing
 * of others'.
 *
 * @param isVisited whether anybody has visited a unit in this epoch
 *
 * @example
 * ```ts
 * import { afterOthers } from "./order_memory.ts";
 *
 * const order = [4, 7, 5, 9, 9]; // 9 was taken over, for two epochs
 * const saved = { seat: "0", epoch: 1, order, share: 3, position: 1, signs: [] };
 * afterOthers(saved, (unit) => unit === 9).order; // [4, 7, 5, 9]
 * ```
 */
export function afterOthers(
  memory: OrderMemory,
  isVisited: (unit: number) => boolean,
): OrderMemory {
  const { order, share, position } = memory;
  const shared = order.slice(0, share);
  const visited = shared.slice(position).filter(isVisited);
  const own = visitFirst(shared, visited, Math.min(position, share));
  const explained = new Set(order.slice(0, Math.max(share, position)));
  const taken = order.slice(share).filter((unit, at) => {
    if (share + at < position) return true;
    if (explained.has(unit) || !isVisited(unit)) return true;
    explained.add(unit);
    return false;
  });
  return {
    ...memory,
    order: [...own.order, ...taken],
    position: Math.max(position, own.position),
  };
}
