/**
 * How an epoch's order falls into blocks: the units of one update each, which
 * follow each other in the order. Where nobody says otherwise every unit is a block
 * of its own.
 *
 * @example
 * ```ts
 * import { Blocks } from "./blocks.ts";
 *
 * const blocks = new Blocks();
 * blocks.close(1, 1);
 * blocks.lengths; // undefined: each is one unit
 * blocks.close(3, 4);
 * blocks.lengths; // [1, 3]
 * blocks.count(4); // 2
 * ```
 */
export class Blocks {
  #lengths: number[] | undefined;

  /** Units of each block so far, in order; undefined where each is one. */
  get lengths(): readonly number[] | undefined {
    return this.#lengths;
  }

  /** An epoch begins. */
  clear(): void {
    this.#lengths = undefined;
  }

  /**
   * A block is through.
   *
   * @param units how many it has
   * @param position of the epoch's order, after it
   */
  close(units: number, position: number): void {
    if (units === 1 && this.#lengths === undefined) return;
    this.restore(this.#lengths, position - units);
    this.#lengths!.push(units);
  }

  /**
   * Goes on after these blocks, as a restart does. What lies between them and the
   * position is taken to be one unit each.
   */
  restore(lengths: readonly number[] | undefined, position: number): void {
    const known = lengths?.slice() ?? [];
    let end = known.reduce((sum, units) => sum + units, 0);
    for (; end < position; end++) known.push(1);
    this.#lengths = known;
  }

  /** Blocks up to a position. */
  count(position: number): number {
    return countBlocks(this.#lengths, position);
  }

  /** The lengths of those that lie in the first so many units; undefined where each is one. */
  within(units: number): readonly number[] | undefined {
    return this.#lengths?.slice(0, this.count(units));
  }
}

/** How many blocks of these lengths there are up to a position, those after the last of them being one unit each. */
export function countBlocks(
  lengths: readonly number[] | undefined,
  position: number,
): number {
  let count = 0, end = 0;
  for (const units of lengths ?? []) {
    if (end + units > position) return count;
    end += units;
    count++;
  }
  return count + position - end;
}
