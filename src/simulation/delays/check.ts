import { DelayError } from "./errors.ts";

/** A parameter by name, with its value. */
type Parameters = Readonly<Record<string, number>>;

/** @throws {DelayError} Unless all are finite and at least 0 */
export function checkNotNegative(delay: string, parameters: Parameters): void {
  check(
    delay,
    parameters,
    (value) => value >= 0,
    "a finite number of at least 0",
  );
}

/** @throws {DelayError} Unless all are finite and above 0 */
export function checkPositive(delay: string, parameters: Parameters): void {
  check(delay, parameters, (value) => value > 0, "a finite number above 0");
}

function check(
  delay: string,
  parameters: Parameters,
  holds: (value: number) => boolean,
  words: string,
): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (Number.isFinite(value) && holds(value)) continue;
    throw new DelayError(
      `Cannot make the delay ${delay}: ${name} must be ${words}, got ${value}`,
    );
  }
}
