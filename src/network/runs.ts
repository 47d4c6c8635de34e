/** One start of an identity: a process. */
export interface Run {
  /** Tells it from others of the same identity; one started later has a greater number. */
  number: number;
  /** What shows it to another process with this identity: a message like those that are published, signed by it. */
  word: Uint8Array;
}

/** Identities of which the newest run is remembered. */
const REMEMBERED = 4096;

/** A run as it stands in a hello: the word in hexadecimal digits. */
export function writeRun({ number, word }: Run): {
  number: number;
  word: string;
} {
  return { number, word: word.toHex() };
}

/** Reads {@linkcode writeRun}'s; undefined where it is none. */
export function readRun(value: unknown): Run | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { number, word } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(number) || typeof word !== "string") {
    return undefined;
  }
  try {
    return { number: number as number, word: Uint8Array.fromHex(word) };
  } catch {
    return undefined;
  }
}

/**
 * Remembers the newest run of each identity: where two processes have one, the one
 * that was started later counts, as a peer that comes back after a crash must be
 * let in at once.
 */
export class Runs {
  readonly #newest = new Map<string, Run>();

  /**
   * A run of a peer was heard of.
   *
   * @returns a newer one that is known, if there is one
   */
  hear(peer: string, run: Run | undefined): Run | undefined {
    const newest = this.#newest.get(peer);
    if (run === undefined) return undefined;
    if (newest !== undefined && newest.number > run.number) return newest;
    if (this.#newest.size >= REMEMBERED) this.#newest.clear();
    this.#newest.set(peer, run);
    return undefined;
  }
}
