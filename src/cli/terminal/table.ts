import { width } from "./width.ts";

/** A column of a table. */
export interface Column {
  /** Its heading. */
  title: string;
  /** Where its cells stand. Default "left". */
  align?: "left" | "right";
}

/**
 * A table as lines of text, columns two spaces apart, no space at line ends.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { table } from "./table.ts";
 *
 * const columns = [{ title: "peer" }, { title: "updates", align: "right" as const }];
 * assertEquals(table(columns, [["ox", "12"], ["sheep", "9"]]), [
 *   "peer   updates",
 *   "ox          12",
 *   "sheep        9",
 * ]);
 * ```
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) =>
    Math.max(...all.map((row) => width(row[i] ?? "")))
  );
  return all.map((row) =>
    columns.map(({ align }, i) => {
      const cell = row[i] ?? "";
      const space = " ".repeat(widths[i]! - width(cell));
      return align === "right" ? space + cell : cell + space;
    }).join("  ").trimEnd()
  );
}
