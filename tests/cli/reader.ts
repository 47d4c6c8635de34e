import type { Output } from "../../src/cli/terminal/mod.ts";

/** An output that somebody reads until they have had enough. */
export class Reader implements Output {
  readonly isTerminal = false;
  readonly isBehind = false;
  readonly #enough = new AbortController();
  readonly broken: AbortSignal = this.#enough.signal;
  text = "";
  readonly #waiting: (() => void)[] = [];

  size() {
    return { columns: 80, rows: 24 };
  }

  write(text: string): void {
    this.text += text;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async read(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.text.match(pattern);
      if (found !== null) return found[1] ?? found[0];
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#enough.abort();
  }
}
