import { cannotRead } from "./errors.ts";
import type { CsvTable } from "./csv_table.ts";

/** Cells that mean "not known" unless told otherwise. */
export const MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"];

/**
 * Most different texts that a column may hold before it looks like identifiers.
 */
const MOST_CATEGORIES = 256;

/** How one column of a CSV file became inputs. */
export interface CsvColumn {
  /** Its name, or its number as text where the file has no header. */
  readonly name: string;
  /**
   * Its texts, sorted, one input each (one-hot); absent for a column of
   * numbers.
   */
  readonly categories?: readonly string[];
  /** Mean of its known numbers, with `missing: "mean"`. */
  readonly mean?: number;
}

/** A column at its place in a file. */
export interface PlacedColumn extends CsvColumn {
  /** Place in a row, counted from 0. */
  readonly index: number;
}

/**
 * Looks a column up by name, or by number from 0.
 *
 * @throws {DataError} where there is none, or several of that name.
 */
export function findColumn(table: CsvTable, column: string | number): number {
  const width = table.header?.length ?? table.rows[0]!.length;
  if (typeof column === "number") {
    if (Number.isInteger(column) && column >= 0 && column < width) {
      return column;
    }
    throw cannotRead(
      table.source,
      `It has no column ${column}; columns are counted from 0 to ${width - 1}`,
    );
  }
  if (table.header === undefined) {
    throw cannotRead(
      table.source,
      `Column "${column}" cannot be found without a header; give its number, counted from 0`,
    );
  }
  const index = table.header.indexOf(column);
  if (index === -1) {
    throw cannotRead(
      table.source,
      `It has no column "${column}"; it has ${
        table.header.map((name) => `"${name}"`).join(", ")
      }`,
    );
  }
  if (table.header.lastIndexOf(column) !== index) {
    throw cannotRead(
      table.source,
      `It has several columns "${column}"; give the number of the one you mean, counted from 0`,
    );
  }
  return index;
}

/** Name of a column as messages and results give it. */
export function columnName(table: CsvTable, index: number): string {
  return table.header?.[index] ?? String(index);
}

/** The number in a cell, or undefined if it is none. */
export function parseNumber(cell: string): number | undefined {
  const value = cell === "" ? NaN : Number(cell);
  return Number.isFinite(Math.fround(value)) ? value : undefined;
}

/**
 * Decides whether a column holds numbers or categories, and collects the
 * categories.
 *
 * @throws {DataError} at a cell that is not a number in a column of numbers.
 */
export function inspectColumn(
  table: CsvTable,
  index: number,
  options: {
    rows: readonly number[];
    categorical: "never" | "if-text" | "always";
    missing: ReadonlySet<string>;
  },
): CsvColumn {
  const { rows, categorical, missing } = options;
  const name = columnName(table, index);
  const known = rows.filter((row) =>
    !missing.has(table.rows[row]![index]!.trim())
  );
  const cell = (row: number) => table.rows[row]![index]!.trim();
  const isNumber = (row: number) => parseNumber(cell(row)) !== undefined;
  const text = known.find((row) => !isNumber(row));
  if (categorical !== "always" && text === undefined) {
    let sum = 0;
    for (const row of known) sum += Number(cell(row));
    return known.length === 0 ? { name } : { name, mean: sum / known.length };
  }
  if (categorical === "never") throw notAnInput(table, text!, index);
  if (categorical === "if-text") {
    const number = known.find(isNumber);
    if (number !== undefined) {
      throw cannotRead(
        table.source,
        `Column "${name}" holds ${
          JSON.stringify(cell(text!))
        } here and a number on line ${
          table.lineOf(number)
        }; mend the cell, name such texts in missingValues, or list the column in categorical`,
        { line: table.lineOf(text!) },
      );
    }
  }
  const categories = [...new Set(known.map(cell))].sort();
  if (categorical === "if-text" && categories.length > MOST_CATEGORIES) {
    throw cannotRead(
      table.source,
      `Column "${name}" holds ${categories.length} different texts, so it looks like identifiers; leave it out with columns, or list it in categorical to encode it all the same`,
    );
  }
  return { name, categories };
}

/** The error for text in a column of inputs: it may be the label, and another column be named as that. */
function notAnInput(table: CsvTable, row: number, index: number): Error {
  const name = columnName(table, index);
  const column = table.header === undefined ? name : JSON.stringify(name);
  const all = table.header?.map((one) => JSON.stringify(one)).join(", ");
  return notANumber(
    table,
    row,
    index,
    `; if it is what is to be predicted, pass label: ${column}${
      all === undefined ? "" : ` (the columns are ${all})`
    }`,
  );
}

/** The error for a cell that should be a number. */
export function notANumber(
  table: CsvTable,
  row: number,
  index: number,
  more = "",
): Error {
  const cell = table.rows[row]![index]!;
  return cannotRead(
    table.source,
    `Column "${columnName(table, index)}" holds ${
      JSON.stringify(cell)
    }, which is not a finite number; mend the cell, pass categorical: "one-hot" if the column holds text, or leave it out with columns${more}`,
    { line: table.lineOf(row) },
  );
}
