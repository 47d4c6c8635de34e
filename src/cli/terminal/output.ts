import { readVariable } from "../../telemetry/words/binary.ts";

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

/** A file that text goes to, such as `Deno.stdout`. */
type File = Pick<typeof Deno.stdout, "write" | "isTerminal">;

/**
 * Standard output that never holds the program up: a reader that pauses (a
 * pager, say) must not pause the training, nor Ctrl+C. Nor must a disk that is full
 * or a terminal that is gone: what cannot be written is left out, and told of once on stderr.
 */
export class StandardOutput implements Output {
  /** A terminal that lines can be rewritten in; `TERM=dumb` says that they cannot. */
  readonly isTerminal: boolean;
  readonly #file: File;
  readonly #broken = new AbortController();
  #waiting = "";
  #writing: Promise<void> | undefined;
  #isFailing = false;

  /** @param file Where the text goes; standard output unless a test has one of its own */
  constructor(file: File = Deno.stdout) {
    this.#file = file;
    this.isTerminal = file.isTerminal() && readVariable("TERM") !== "dumb";
  }

  /** Whether the last that was to be written could not be. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  get isBehind(): boolean {
    return this.#waiting.length > BACKLOG;
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  size(): { columns: number; rows: number } {
    if (!this.isTerminal) return NO_TERMINAL;
    try {
      const { columns, rows } = Deno.consoleSize();
      // Some terminals, such as serial lines, do not know their size.
      return columns > 0 && rows > 0 ? { columns, rows } : NO_TERMINAL;
    } catch {
      return NO_TERMINAL; // it is gone
    }
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
          at += await this.#file.write(bytes.subarray(at));
        }
        this.#isFailing = false;
      }
    } catch (error) {
      this.#waiting = "";
      if (error instanceof Deno.errors.BrokenPipe) this.#broken.abort();
      else this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) {
      const why = error instanceof Error ? error.message : String(error);
      console.error(`Cannot write the output: ${why}; the work goes on`);
    }
    this.#isFailing = true;
  }
}
