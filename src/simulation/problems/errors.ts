/** A problem that cannot be made or solved as asked: its data or its parameters do not fit. */
export class ProblemError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "ProblemError";

  /**
   * Makes the error.
   *
   * @param message What was wrong, where, and what to do about it
   */
  constructor(message: string) {
    super(message);
    this.name = ProblemError.name;
  }
}

/** A parameter by name, its value, and what it must be. */
type Rule = readonly [
  name: string,
  value: number,
  holds: (value: number) => boolean,
  words: string,
];

/** @throws {ProblemError} naming the first parameter that is not what it must be */
export function checkParameters(problem: string, rules: readonly Rule[]): void {
  for (const [name, value, holds, words] of rules) {
    if (Number.isFinite(value) && holds(value)) continue;
    throw new ProblemError(
      `Cannot make the ${problem} problem: ${name} must be ${words}, got ${value}`,
    );
  }
}

/** Rule of a whole number of at least 1. */
export function count(name: string, value: number): Rule {
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  return [name, value, isCount, "a whole number of at least 1"];
}

/** Rule of a number of at least `least`. */
export function atLeast(name: string, value: number, least: number): Rule {
  const words = `a finite number of at least ${least}`;
  return [name, value, (value) => value >= least, words];
}
