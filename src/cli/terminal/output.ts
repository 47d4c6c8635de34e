/** Somewhere to write text to: standard output, or a test's buffer. */
export interface Output {
  /** Whether a person looks at it, live. */
  readonly isTerminal: boolean;
  /** Its size in characters. */
  size(): { columns: number; rows: number };
  /** Writes text as it is. */
  write(text: string): void;
}

/** Size to assume where there is no terminal. */
const NO_TERMINAL = { columns: 80, rows: 24 };

/**
 * Standard output.
 *
 * @param onBroken Called once, when nobody reads it any more; from then on what
 * is written goes nowhere
 */
export function standardOutput(onBroken: () => void): Output {
  const encoder = new TextEncoder();
  const isTerminal = Deno.stdout.isTerminal();
  let isBroken = false;
  return {
    isTerminal,
    size: () => isTerminal ? Deno.consoleSize() : NO_TERMINAL,
    write(text) {
      if (isBroken) return;
      const bytes = encoder.encode(text);
      try {
        for (let at = 0; at < bytes.length;) {
          at += Deno.stdout.writeSync(bytes.subarray(at));
        }
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        isBroken = true;
        onBroken();
      }
    },
  };
}
