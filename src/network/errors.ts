/**
 * What can go wrong on the network, worded for the person reading it.
 *
 * @module
 */

/**
 * The network could not do what was asked: listen, reach a peer, finish a
 * request, or use a secret. The message says what to do about it.
 *
 * @example
 * ```ts
 * import { NetworkError } from "./errors.ts";
 *
 * const error = new NetworkError("Cannot read the secret: the file is empty");
 * console.log(error.name); // "NetworkError"
 * ```
 */
export class NetworkError extends Error {
  /** Stays the same when the code is minified or crosses a realm. */
  static override readonly name = "NetworkError";
  /** Same as the static name. */
  override readonly name = "NetworkError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
