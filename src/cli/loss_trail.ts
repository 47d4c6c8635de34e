import { number } from "../telemetry/words/format.ts";

/** Eighths of a cell, from the lowest value to the highest. */
const LEVELS = [..."▁▂▃▄▅▆▇█"];

/** Values kept; where there are more, each two become their mean. */
const KEPT = 256;

/** The fewest cells that are worth looking at. */
const NARROW = 8;

/** The most cells: more would say no more. */
const WIDE = 60;

/** Remembers how the loss went, to show it in a line. */
export class LossTrail {
  #values: number[] = [];
  /** Notes that a kept value stands for. */
  #each = 1;
  #pending: number[] = [];
  #updates = -1;
  #first: number | undefined;
  #last = NaN;

  /**
   * Takes note of a loss.
   *
   * @param updates How far training is: a loss that nothing has changed is not noted again
   */
  note(loss: number | null, updates: number): void {
    if (loss === null || !Number.isFinite(loss) || updates === this.#updates) {
      return;
    }
    this.#updates = updates;
    this.#first ??= loss;
    this.#last = loss;
    this.#pending.push(loss);
    if (this.#pending.length < this.#each) return;
    this.#values.push(mean(this.#pending));
    this.#pending = [];
    if (this.#values.length <= KEPT) return;
    this.#values = inCells(this.#values, this.#values.length >> 1);
    this.#each *= 2;
  }

  /**
   * `loss 2.301 █▆▄▃▂▂▁▁ 0.2135`: the first, the way, the newest; undefined
   * where there is no room or nothing to show yet. Where the loss falls far, the
   * height is its logarithm.
   */
  line(columns: number): string | undefined {
    if (this.#values.length < NARROW) return undefined;
    const ends = [`loss ${number(this.#first)} `, ` ${number(this.#last)}`];
    const room = columns - ends.join("").length;
    if (room < NARROW) return undefined;
    const cells = Math.min(room, WIDE, this.#values.length);
    return ends.join(sparks(inCells(this.#values, cells)));
  }
}

/** Values as bars of one character each. */
function sparks(values: readonly number[]): string {
  const least = Math.min(...values), most = Math.max(...values);
  const scale = least > 0 && most > 4 * least ? Math.log : (x: number) => x;
  const low = scale(least), span = scale(most) - low;
  return values.map((value) => {
    const part = span > 0 ? (scale(value) - low) / span : 0;
    return LEVELS[Math.min(LEVELS.length - 1, Math.floor(8 * part))];
  }).join("");
}

/** The means of so many stretches of the values, of lengths as equal as may be. */
function inCells(values: readonly number[], cells: number): number[] {
  return Array.from({ length: cells }, (_, i) => {
    const from = Math.floor(i * values.length / cells);
    const to = Math.floor((i + 1) * values.length / cells);
    return mean(values.slice(from, Math.max(to, from + 1)));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
