/** A distribution of durations that cannot be: its text or its parameters are wrong. */
export class DelayError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "DelayError";

  /**
   * Makes the error.
   *
   * @param message What was wrong, where, and what to do about it
   * @param options The cause, where another error led to this one
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = DelayError.name;
  }
}
