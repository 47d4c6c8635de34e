/** A backend cannot be used on this machine; for the user to read. */
export class BackendError extends Error {
  /** The error's name, also where classes are renamed by a bundler. */
  static override readonly name: string = "BackendError";

  /**
   * Makes the error.
   *
   * @param message What is missing, and what to do about it
   */
  constructor(message: string) {
    super(message);
    this.name = BackendError.name;
  }
}
