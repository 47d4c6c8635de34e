import type { Output } from "../../src/cli/terminal/mod.ts";

/** A terminal in memory that understands what `LiveBlock` writes to one. */
export class Screen implements Output {
  readonly isTerminal = true;
  readonly isBehind = false;
  readonly broken: AbortSignal = new AbortController().signal;
  /** What a person sees, and what has scrolled by. */
  readonly lines: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(readonly columns: number, readonly rows: number) {}

  size(): { columns: number; rows: number } {
    return { columns: this.columns, rows: this.rows };
  }

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [token] of text.matchAll(/\x1b\[\??\d*[A-Za-z]|[^]/gu)) {
      this.#take(token);
    }
  }

  #take(token: string): void {
    if (token === "\n") {
      this.#column = 0;
      if (++this.#row === this.lines.length) this.lines.push("");
    } else if (token === "\r") this.#column = 0;
    else if (token === "\x1b[J") {
      this.lines.length = this.#row + 1;
      this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#column);
    } else if (token.endsWith("A")) this.#row -= Number(token.slice(2, -1));
    else if (token.startsWith("\x1b")) return; // a colour
    else this.#put(token);
  }

  #put(character: string): void {
    const cells = /\p{Script=Han}/u.test(character) ? 2 : 1;
    if (this.#column + cells > this.columns) this.#take("\n");
    const line = this.lines[this.#row]!;
    // The second cell of a wide character holds nothing.
    this.lines[this.#row] = line.slice(0, this.#column) +
      character.padEnd(cells, "\0") + line.slice(this.#column + cells);
    this.#column += cells;
  }
}
