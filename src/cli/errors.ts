/**
 * What can go wrong between a person and a command.
 *
 * @module
 */
import { ExitCode } from "./exit_code.ts";

/** The command line cannot be understood; ends with exit code 2. */
export class UsageError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "UsageError";

  /** @param message What was not understood, and what would be */
  constructor(message: string) {
    super(message);
    this.name = UsageError.name;
  }
}

/** A command could not do what it was asked to; ends with exit code 1. */
export class CommandError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "CommandError";

  /**
   * @param message What was wrong, where, and what to do about it
   * @param options The cause, where another error led to this one
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = CommandError.name;
  }
}

/** The command was asked to end before it had anything to show. */
export class InterruptedError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "InterruptedError";

  /**
   * @param message What was left undone
   * @param exitCode The exit code that tells how it was interrupted
   */
  constructor(message: string, readonly exitCode: number) {
    super(message);
    this.name = InterruptedError.name;
  }
}

/** The exit code that a command ends with after an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return ExitCode.usage;
  if (error instanceof InterruptedError) return error.exitCode;
  return ExitCode.failure;
}
