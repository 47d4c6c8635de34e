import type { Output } from "./output.ts";
import { cut, width } from "./width.ts";

/** Moves to the first column and deletes all from there to the screen's end. */
const CLEAR_BELOW = "\r\x1b[J";

/**
 * A few lines at the bottom of a terminal that are rewritten in place, while
 * other lines scroll by above them. The cursor stays to be seen: a process that is
 * ended at once could not bring it back.
 */
export class LiveBlock {
  readonly #output: Output;
  #lines: readonly string[] = [];
  /** Widths of the lines that are on the screen, cells. */
  #shown: readonly number[] = [];

  /** @param output A terminal */
  constructor(output: Output) {
    this.#output = output;
  }

  /** Replaces the block. */
  show(lines: readonly string[]): void {
    this.#lines = lines;
    this.#output.write(this.#erased() + this.#drawn());
  }

  /** Writes a line above the block, for good. */
  above(line: string): void {
    this.#output.write(`${this.#erased()}${line}\n${this.#drawn()}`);
  }

  /** Removes the block. */
  clear(): void {
    const erased = this.#erased();
    this.#lines = [];
    if (erased !== "") this.#output.write(erased);
  }

  #erased(): string {
    if (this.#shown.length === 0) return "";
    // A terminal that was made narrower has wrapped them.
    const { columns } = this.#output.size();
    const rows = this.#shown.reduce(
      (sum, width) => sum + Math.max(1, Math.ceil(width / columns)),
      0,
    );
    this.#shown = [];
    return (rows > 1 ? `\x1b[${rows - 1}A` : "") + CLEAR_BELOW;
  }

  /** The block as far as it fits: a line that wraps could not be taken back. */
  #drawn(): string {
    const { columns, rows } = this.#output.size();
    const lines = this.#lines.slice(0, Math.max(1, rows - 1))
      .map((line) => cut(line, columns - 1));
    this.#shown = lines.map(width);
    return lines.join("\n");
  }
}
