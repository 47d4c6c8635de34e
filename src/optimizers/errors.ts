/** Error thrown when an optimizer is described wrongly, or is handed vectors that it cannot step with. */
export class OptimizerError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "OptimizerError";

  /**
   * Creates the error.
   *
   * @param message What was wrong, where, and what to do about it
   */
  constructor(message: string) {
    super(message);
    this.name = OptimizerError.name;
  }
}
