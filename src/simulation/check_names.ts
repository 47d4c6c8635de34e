import { closestString, levenshteinDistance } from "@std/text";

/** Says what is wrong with what somebody wrote; does not return. */
export type Fail = (problem: string) => never;

/**
 * Checks that an object has only fields that there are.
 *
 * @param what what a field is called
 */
export function checkNames(
  object: object,
  known: readonly string[],
  what: string,
  fail: Fail,
): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const closest: string = closestString(name, known);
    const distance: number = levenshteinDistance(name, closest);
    // What is like nothing known is not to be taken for anything.
    const isNear = distance <= Math.max(2, Math.floor(closest.length / 2));
    fail(
      `there is no ${what} "${name}"${
        isNear ? ` (did you mean "${closest}"?)` : ""
      }; known are ${known.join(", ")}`,
    );
  }
}

/** A value as a person wrote it: text is not taken for a number. */
export function show(value: unknown): string {
  return typeof value === "string"
    ? `${JSON.stringify(value)} (text)`
    : String(value);
}
