/** A log cannot be read; the message says which, where, and what to do. */
export class LogError extends Error {
  /** Names the class. */
  static override readonly name = "LogError";
  /** Names the class. */
  override readonly name = "LogError";
}
