import type { FeedbackSpec } from "./codec.ts";
import { CodecError } from "./errors.ts";

/**
 * What a description says of error feedback, with the defaults filled in.
 *
 * @param spec The description
 * @returns The settings alone
 * @throws {CodecError} If one is of the wrong type or out of range
 */
export function feedbackOf(spec: FeedbackSpec): Required<FeedbackSpec> {
  const { errorFeedback = true } = spec;
  if (typeof errorFeedback !== "boolean") {
    throw new CodecError(
      `Cannot create a ${
        (spec as { kind?: string }).kind
      } codec: errorFeedback is ${
        JSON.stringify(errorFeedback)
      }, it must be true or false`,
    );
  }
  return { errorFeedback };
}
