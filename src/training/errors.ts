/**
 * The task cannot be trained as it is written. The message is one paragraph for
 * the person who wrote it: what is wrong, where, and what to do.
 */
export class TaskError extends Error {
  /** The error's name, also where classes are renamed by a bundler. */
  static override readonly name: string = "TaskError";

  /**
   * @param message What is wrong, where, and what to do about it
   * @param options The cause, where another error led to this one
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = TaskError.name;
  }
}
