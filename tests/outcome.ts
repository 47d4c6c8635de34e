/**
 * What came of a part of the tests, read from what `deno test` prints.
 *
 * @module
 */
import { stripAnsiCode } from "@std/fmt/colors";

/** Lines to tell of tests that ended without a word on why. */
const LAST = 30;

/** What came of some tests. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
  /** Where the tests that failed are: files, from the folder it ran in. */
  readonly failedFiles: readonly string[];
  /** What was printed of the failures, without what passed; of tests that were killed the end. */
  readonly errors: string;
}

/**
 * Reads what a run of `deno test` printed.
 *
 * @param text all that it printed
 * @param success whether it exited with 0; if not, something has failed, even if
 * nothing is told of it
 */
export function outcomeOf(text: string, success: boolean): Outcome {
  const plain: string = stripAnsiCode(text);
  const lines = plain.split("\n");
  // ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)
  const end = lines.findLastIndex((line) =>
    /^(ok|FAILED) \| \d+ passed/.test(line)
  );
  const count = (what: string) =>
    Number(lines[end]?.match(new RegExp(`\\| (\\d+) ${what}`))?.[1] ?? 0);
  const start = lines.findIndex((line) => line.trim() === "ERRORS");
  const errors = success
    ? []
    : start < 0
    ? lines.slice(-LAST)
    : lines.slice(start + 1, end < 0 ? undefined : end);
  const failures = errors.slice(
    errors.findLastIndex((line) => line.trim() === "FAILURES") + 1,
  );
  // A test => ./tests/room/some_test.ts:3:6
  // ./tests/room/some_test.ts (uncaught error)
  const failedFiles = failures.flatMap((line) =>
    (line.match(/ => (\.\/.+?):\d+:\d+$/) ??
      line.match(/^(\.\/.+?) \(uncaught error\)$/))?.[1] ?? []
  );
  return {
    passed: count("passed"),
    failed: success ? 0 : Math.max(1, count("failed")),
    ignored: count("ignored"),
    failedFiles: [...new Set(failedFiles)],
    errors: errors.join("\n").trim(),
  };
}
