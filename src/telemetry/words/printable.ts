/** What terminals and pages obey instead of showing it: control characters, and what turns the direction of a line. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The longest name that is shown, characters. */
const NAME = 64;

/**
 * A text of which a terminal obeys nothing but its line feeds: for whatever has come from
 * other peers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { printable } from "./printable.ts";
 *
 * assertEquals(printable("\x1b[2Jgone\n"), "\ufffd[2Jgone\n");
 * ```
 */
export function printable(text: string): string {
  return text.replace(OBEYED, (each) => each === "\n" ? each : "\ufffd");
}

/** What a peer calls itself, as it is shown: in one line, and of 64 characters at most. It may say anything. */
export function printableName(said: unknown): string {
  if (typeof said !== "string") return "";
  const start = said.slice(0, 4 * NAME).replace(OBEYED, "\ufffd").trim();
  return [...start.toWellFormed()].slice(0, NAME).join("");
}
