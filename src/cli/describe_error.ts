import { binary } from "../telemetry/words/binary.ts";
import { startedBy } from "../telemetry/words/started_by.ts";

/** Errors that the language or the platform throws, rather than Drover. */
const BUILT_IN = new Set([
  "Error",
  "AggregateError",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
]);

/**
 * An error in a paragraph for people. The stack is shown only where `debug`
 * asks for it.
 */
export function describeError(error: unknown, debug = false): string {
  if (!(error instanceof Error)) return `Unexpected: ${String(error)}`;
  if (debug && error.stack !== undefined) return error.stack;
  const { name, message } = error;
  if (name === "NotCapable") {
    if (binary() !== undefined) {
      return `${message} (the single file has fixed permissions, and writes only in the folder that it is started in)`;
    }
    const start = message.startsWith("Requires run access")
      ? `demo and simulate --real start processes: ${startedBy("demo")} ...`
      : `start Drover with its own permissions, from its folder: ${startedBy()}`;
    return `${message} (${start})`;
  }
  if (name.endsWith("Error") && !BUILT_IN.has(name)) return message;
  return `Unexpected ${name}: ${message} (DROVER_DEBUG=1 shows where)`;
}
