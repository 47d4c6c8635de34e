import { findColumn, MISSING, parseNumber } from "./csv_columns.ts";
import { type CsvFormat, readCsvTable } from "./csv_table.ts";
import { cannotRead } from "./errors.ts";
import type { Source } from "./source.ts";

/** Options of {@linkcode readSeries}. */
export interface SeriesOptions extends CsvFormat {
  /**
   * The column that names the series, by name, or by number from 0. Default:
   * none; every cell is a value.
   */
  name?: string | number;
}

/** One row of a file of series. */
export interface Series {
  /** Its name, or its row counted from 0 as text. */
  readonly name: string;
  /** Its values in order. */
  readonly values: Float64Array;
}

/**
 * Reads a CSV file in which each row is a series of numbers of any length, such
 * as the M4 competition's. Missing cells at the end of a row end it; one in the
 * middle is an error.
 *
 * @throws {DataError} naming the line, at a cell that is not a number or is
 * missing in the middle of a series.
 *
 * @example Windows of 26 weeks, the next week to predict
 * ```ts ignore
 * const series = await readSeries("Weekly-train.csv.gz", { name: "V1" });
 * const data = await fromIterable(series.flatMap(({ values }) =>
 *   Array.from({ length: Math.max(0, values.length - 26) }, (_, i) => ({
 *     input: values.subarray(i, i + 26),
 *     label: values[i + 26]!,
 *   }))
 * ));
 * ```
 */
export async function readSeries(
  source: Source,
  options: SeriesOptions = {},
): Promise<Series[]> {
  const table = await readCsvTable(source, options);
  const nameColumn = options.name === undefined
    ? -1
    : findColumn(table, options.name);
  const missing = new Set(MISSING);
  return table.rows.map((cells, row) => {
    const texts = cells.map((cell) => cell.trim()).filter((_, i) =>
      i !== nameColumn
    );
    const last = texts.findLastIndex((text) => !missing.has(text));
    const values = Float64Array.from(texts.slice(0, last + 1), (text, i) => {
      const value = parseNumber(text);
      if (value !== undefined) return value;
      throw cannotRead(
        table.source,
        `Value ${i + 1} of the series is ${
          JSON.stringify(text)
        }, which is not a finite number${
          nameColumn === -1 && i === 0
            ? "; if the first column names the series, pass { name: 0 }"
            : ""
        }`,
        { line: table.lineOf(row) },
      );
    });
    return { name: cells[nameColumn]?.trim() ?? String(row), values };
  });
}
