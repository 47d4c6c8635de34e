/** The system's BLAS library cannot be used; for the user to read. */
export class BlasError extends Error {
  /** The error's name, also where classes are renamed by a bundler. */
  static override readonly name: string = "BlasError";

  /**
   * Makes the error.
   *
   * @param message What is missing, and what to do about it
   */
  constructor(message: string) {
    super(message);
    this.name = BlasError.name;
  }
}
