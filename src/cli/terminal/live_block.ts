import { stripAnsiCode } from "@std/fmt/colors";
import type { Output } from "./output.ts";

/** Moves to the first column and deletes all from there to the screen's end. */
const CLEAR_BELOW = "\r\x1b[J";
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";

/**
 * A few lines at the bottom of a terminal that are rewritten in place, while
 * other lines scroll by above them.
 */
export class LiveBlock {
  readonly #output: Output;
  #lines: readonly string[] = [];
  /** Lengths of the lines that are on the screen. */
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

  /** Removes the block and gives the cursor back. */
  clear(): void {
    const erased = this.#erased();
    this.#lines = [];
    if (erased !== "") this.#output.write(erased + SHOW_CURSOR);
  }

  #erased(): string {
    if (this.#shown.length === 0) return "";
    // A terminal that was made narrower has wrapped them.
    const { columns } = this.#output.size();
    const rows = this.#shown.reduce(
      (sum, length) => sum + Math.max(1, Math.ceil(length / columns)),
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
    this.#shown = lines.map((line) => [...stripAnsiCode(line)].length);
    return lines.length === 0 ? "" : HIDE_CURSOR + lines.join("\n");
  }
}

/** Cuts a line to a width; one that must be cut loses its colours. */
export function cut(line: string, width: number): string {
  const text: string = stripAnsiCode(line);
  const characters = [...text];
  if (characters.length <= width) return line;
  return characters.slice(0, Math.max(0, width - 1)).join("") + "…";
}
