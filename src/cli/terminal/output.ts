/** Somewhere to write text to: standard output, or a test's buffer. */
export interface Output {
  /** Whether a person looks at it, live. */
  readonly isTerminal: boolean;
  /** Whether the reader is so far behind that what can be left out should be. */
  readonly isBehind: boolean;
  /** Aborted when nobody reads it any more. */
  readonly broken: AbortSignal;
  /** Its size in characters. */
  size(): { columns: number; rows: number };
  /** Writes text as it is, in order, as the reader takes it. */
  write(text: string): void;
}

/** Size to assume where there is no terminal. */
const NO_TERMINAL = { columns: 80, rows: 24 };

/** Characters that may wait to be read before the reader counts as behind. */
const BACKLOG = 65_536;

/**
 * Standard output that never holds the program up: a reader that pauses (a
 * pager, say) must not pause the training, nor Ctrl+C.
 */
export class StandardOutput implements Output {
  readonly isTerminal: boolean = Deno.stdout.isTerminal();
  readonly #broken = new AbortController();
  #waiting = "";
  #writing: Promise<void> | undefined;

  get isBehind(): boolean {
    return this.#waiting.length > BACKLOG;
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  size(): { columns: number; rows: number } {
    if (!this.isTerminal) return NO_TERMINAL;
    const { columns, rows } = Deno.consoleSize();
    // Some terminals, such as serial lines, do not know their size.
    return columns > 0 && rows > 0 ? { columns, rows } : NO_TERMINAL;
  }

  write(text: string): void {
    if (this.broken.aborted) return;
    this.#waiting += text;
    this.#writing ??= this.#drain();
  }

  /** Waits until all has been taken, or the reader is gone. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    const encoder = new TextEncoder();
    try {
      while (this.#waiting !== "") {
        const bytes = encoder.encode(this.#waiting);
        this.#waiting = "";
        for (let at = 0; at < bytes.length;) {
          at += await Deno.stdout.write(bytes.subarray(at));
        }
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      this.#waiting = "";
      this.#broken.abort();
    } finally {
      this.#writing = undefined;
    }
  }
}
