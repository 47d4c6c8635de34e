import type { FeedbackSpec } from "./codec.ts";
import { CodecError } from "./errors.ts";

/**
 * What a description says of error feedback, with the defaults filled in.
 *
 * @param spec The description
 * @returns The settings alone
 * @throws {CodecError} If one is of the wrong type or out of range
 */
export function feedbackOf(
  spec: FeedbackSpec & { readonly kind: string },
): Required<FeedbackSpec> {
  const { errorFeedback = true, residualDecay = 1, residualBound = 32 } = spec;
  const refuse = (name: string, value: unknown, range: string): never => {
    throw new CodecError(
      `Cannot create a ${spec.kind} codec: ${name} is ${
        typeof value === "number" ? value : JSON.stringify(value)
      }, it must be ${range}`,
    );
  };
  if (typeof errorFeedback !== "boolean") {
    refuse("errorFeedback", errorFeedback, "true or false");
  }
  if (!(isNumber(residualDecay) && residualDecay > 0 && residualDecay <= 1)) {
    refuse("residualDecay", residualDecay, "above 0 and at most 1");
  }
  if (!(isNumber(residualBound) && residualBound > 0)) {
    refuse("residualBound", residualBound, "a finite number above 0");
  }
  return { errorFeedback, residualDecay, residualBound };
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}
