/**
 * The task cannot be trained as it is written. The message is one paragraph for
 * the person who wrote it: what is wrong, where, and what to do.
 */
export class TaskError extends Error {
  /** The error's name, also where classes are renamed by a bundler. */
  static override readonly name: string = "TaskError";

  /**
   * Makes the error.
   *
   * @param message What is wrong, where, and what to do about it
   * @param options The cause, where another error led to this one
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = TaskError.name;
  }
}

/** A gradient or loss is not a number that a model can be moved by. */
export class GradientError extends Error {
  /** The error's name, also where classes are renamed by a bundler. */
  static override readonly name: string = "GradientError";

  /**
   * Makes the error.
   *
   * @param message What was not finite, in which unit, and what to do
   */
  constructor(message: string) {
    super(message);
    this.name = GradientError.name;
  }
}

/** The work was called off; never seen outside the worker. */
export class Cancelled extends Error {
  /** The error's name, also where classes are renamed by a bundler. */
  static override readonly name: string = "Cancelled";

  /** The message says nothing more than the name. */
  constructor() {
    super("Cancelled");
    this.name = Cancelled.name;
  }
}
