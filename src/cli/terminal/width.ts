import { stripAnsiCode } from "@std/fmt/colors";

/** What a terminal gives two cells: Unicode's East Asian Wide and Fullwidth, and emoji (UAX #11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** What stands on the character before it. */
const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;

/**
 * Cells of a terminal that a text takes, without its colours.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { width } from "./width.ts";
 *
 * assertEquals([width("ox"), width("\x1b[31mox\x1b[39m"), width("牛")], [2, 2, 2]);
 * ```
 */
export function width(text: string): number {
  let cells = 0;
  for (const character of stripAnsiCode(text)) cells += cellsOf(character);
  return cells;
}

/** Cuts a line to so many cells; one that must be cut loses its colours. */
export function cut(line: string, cells: number): string {
  if (width(line) <= cells) return line;
  let room = cells - 1;
  let kept = "";
  for (const character of stripAnsiCode(line)) {
    room -= cellsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

function cellsOf(character: string): number {
  if (character <= "~") return 1;
  return WIDE.test(character) ? 2 : NONE.test(character) ? 0 : 1;
}
