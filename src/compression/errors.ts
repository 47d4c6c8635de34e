/** Error thrown when a vector cannot be encoded, or when a payload is not what a codec makes. */
export class CodecError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "CodecError";

  /**
   * Creates the error.
   *
   * @param message What was wrong, where, and what to do about it
   */
  constructor(message: string) {
    super(message);
    this.name = CodecError.name;
  }
}
