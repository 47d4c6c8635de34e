import {
  columnName,
  findColumn,
  inspectColumn,
  MISSING,
  type PlacedColumn,
} from "./csv_columns.ts";
import { encodeInputs, encodeLabels, type Reading } from "./csv_encode.ts";
import type { CsvDataset, CsvOptions } from "./csv_options.ts";
import { type CsvTable, readCsvTable } from "./csv_table.ts";
import { cannotRead } from "./errors.ts";
import type { Source } from "./source.ts";

/**
 * Reads a CSV file with a row for each example. Inputs are `Float32Array` of
 * shape `[features]`, labels scalars: class indices (`Int32Array`) or numbers
 * (`Float32Array`).
 *
 * @throws {DataError} naming line and column, where a cell is not a number, a
 * row has too few or too many cells, a label or category is unknown, or a
 * column is not there.
 *
 * @example Text columns, a text label
 * ```ts ignore
 * const data = await readCsv("AER-HMDA.csv.gz", {
 *   label: "deny", // "no" becomes class 0, "yes" class 1
 *   columns: ["pirat", "hirat", "lvrat", "phist", "selfemp"],
 *   categorical: "one-hot",
 * });
 * ```
 */
export async function readCsv(
  source: Source,
  options: CsvOptions,
): Promise<CsvDataset> {
  const table = await readCsvTable(source, options);
  checkWidths(table);
  const label = options.label === null
    ? undefined
    : findColumn(table, options.label);
  const missing = new Set(options.missingValues ?? MISSING);
  const inputs = inputColumns(table, label, options);
  const rows = usableRows(table, inputs, { label, options, missing });
  const columns = describeColumns(table, inputs, { rows, missing, options });
  return {
    ...encodeInputs(table, columns, { rows, missing, options }),
    ...label === undefined
      ? { labels: new Float32Array(rows.length) }
      : encodeLabels(table, label, { rows, options }),
    labelShape: [],
    columns: columns.map(({ index: _, ...column }) => column),
    count: rows.length,
  };
}

function checkWidths({ source, header, rows, lineOf }: CsvTable): void {
  const first = header ?? rows[0]!;
  const width = first.length;
  const separator = width === 1 ? /[;\t|]/.exec(first[0]!)?.[0] : undefined;
  if (separator !== undefined) {
    throw cannotRead(
      source,
      `The ${header === undefined ? "first row" : "header"} is a single cell, ${
        JSON.stringify(shortened(first[0]!))
      }; pass separator: ${JSON.stringify(separator)}`,
    );
  }
  const row = rows.findIndex((cells) => cells.length !== width);
  if (row === -1) return;
  const cells = rows[row]!.length;
  throw cannotRead(
    source,
    `The row has ${cells} cells where the ${
      header === undefined ? "first row" : "header"
    } has ${width}; mend it, or check the separator; for series of different lengths use readSeries`,
    { line: lineOf(row) },
  );
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

function inputColumns(
  table: CsvTable,
  label: number | undefined,
  { columns, like }: CsvOptions,
): number[] {
  const wanted = like === undefined
    ? columns
    : like.columns.map(({ name }) =>
      table.header === undefined ? Number(name) : name
    );
  if (wanted === undefined) {
    return table.rows[0]!.map((_, index) => index).filter((index) =>
      index !== label
    );
  }
  return wanted.map((column) => {
    const index = findColumn(table, column);
    if (index !== label) return index;
    throw cannotRead(
      table.source,
      `Column "${
        columnName(table, index)
      }" is the label and also in columns; a network would learn to copy it`,
    );
  });
}

function usableRows(
  table: CsvTable,
  inputs: readonly number[],
  { label, options, missing }: Omit<Reading, "rows"> & {
    label: number | undefined;
  },
): number[] {
  const { missing: policy = "error" } = options;
  const columns = label === undefined ? inputs : [...inputs, label];
  const rows: number[] = [];
  for (const [row, cells] of table.rows.entries()) {
    const gap = columns.find((column) => missing.has(cells[column]!.trim()));
    if (gap === undefined) {
      rows.push(row);
    } else if (policy === "drop") {
      continue;
    } else if (
      policy === "error" ||
      label !== undefined && missing.has(cells[label]!.trim())
    ) {
      throw cannotRead(
        table.source,
        `Column "${columnName(table, gap)}" has no value (${
          JSON.stringify(cells[gap]!)
        }); pass missing: "drop" to leave such rows out${
          policy === "error"
            ? ', or missing: "mean" or a number to fill in'
            : ""
        }`,
        { line: table.lineOf(row) },
      );
    } else {
      rows.push(row);
    }
  }
  if (rows.length > 0) return rows;
  throw cannotRead(
    table.source,
    "Every row has a missing value; leave out the columns that are mostly empty",
  );
}

function describeColumns(
  table: CsvTable,
  inputs: readonly number[],
  { rows, missing, options }: Reading,
): PlacedColumn[] {
  const { categorical, like } = options;
  if (like !== undefined) {
    return like.columns.map((column, i) => ({ ...column, index: inputs[i]! }));
  }
  const listed = new Set(
    Array.isArray(categorical)
      ? categorical.map((column) => findColumn(table, column))
      : [],
  );
  return inputs.map((index) => ({
    index,
    ...inspectColumn(table, index, {
      rows,
      missing,
      categorical: listed.has(index)
        ? "always"
        : categorical === "one-hot"
        ? "if-text"
        : "never",
    }),
  }));
}
