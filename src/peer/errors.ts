/** A step that no update can carry: the model has diverged. */
export class StepError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "StepError";
  /** The class's name. */
  override readonly name: string = "StepError";
}

const DIVERGED: ReadonlySet<string> = new Set([
  "CodecError",
  "DivergedError",
  "OptimizerError",
  "PayloadError",
  "StepError",
]);

/**
 * Whether an error of forming or folding an update says that the model, or the
 * gradient, has left all bounds.
 */
export function isDivergence(error: unknown): error is Error {
  return error instanceof Error && DIVERGED.has(error.name);
}
