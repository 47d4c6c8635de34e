import { TaskError } from "../errors.ts";

/**
 * A model file that cannot be read or written. The message says which file,
 * what is wrong with it, and what to do.
 */
export class ModelFileError extends TaskError {
  /** Name of the class, stable under minification. */
  static override readonly name: string = "ModelFileError";

  /** An error with a message for the person whose file it is. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = ModelFileError.name;
  }
}
