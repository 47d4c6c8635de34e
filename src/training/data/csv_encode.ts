import { classIndex } from "./classes.ts";
import { notANumber, parseNumber, type PlacedColumn } from "./csv_columns.ts";
import type { CsvDataset, CsvOptions } from "./csv_options.ts";
import type { CsvTable } from "./csv_table.ts";
import { cannotRead } from "./errors.ts";

/**
 * What the steps of reading share: which rows are used and what counts as
 * missing.
 */
export interface Reading {
  readonly rows: readonly number[];
  readonly missing: ReadonlySet<string>;
  readonly options: CsvOptions;
}

/**
 * Turns the cells of the input columns into numbers, row by row, one-hot
 * columns spread out.
 */
export function encodeInputs(
  table: CsvTable,
  columns: readonly PlacedColumn[],
  { rows, missing, options }: Reading,
): { inputs: Float32Array; inputShape: number[]; features: string[] } {
  const features = columns.flatMap(({ name, categories }) =>
    categories?.map((text) => `${name}=${text}`) ?? [name]
  );
  const inputs = new Float32Array(rows.length * features.length);
  let first = 0;
  for (const { index, name, categories, mean } of columns) {
    const places = categories &&
      new Map(categories.map((text, i) => [text, i]));
    for (let i = 0; i < rows.length; i++) {
      const cell = table.rows[rows[i]!]![index]!.trim();
      const at = i * features.length + first;
      if (missing.has(cell)) {
        if (places !== undefined) continue;
        inputs[at] = typeof options.missing === "number"
          ? options.missing
          : mean ?? 0;
      } else if (places !== undefined) {
        const place = places.get(cell);
        if (place === undefined) {
          throw cannotRead(
            table.source,
            `Column "${name}" holds ${
              JSON.stringify(cell)
            }, which the file to be like does not have; it has ${
              categories!.join(", ")
            }`,
            { line: table.lineOf(rows[i]!) },
          );
        }
        inputs[at + place] = 1;
      } else {
        const value = parseNumber(cell);
        if (value === undefined) throw notANumber(table, rows[i]!, index);
        inputs[at] = value;
      }
    }
    first += categories?.length ?? 1;
  }
  return { inputs, inputShape: [features.length], features };
}

/** Turns the cells of the label column into numbers or class indices. */
export function encodeLabels(
  table: CsvTable,
  column: number,
  { rows, options }: Omit<Reading, "missing">,
): Pick<CsvDataset, "labels" | "classes"> {
  const cells = rows.map((row) => table.rows[row]![column]!.trim());
  const wanted = options.like?.classes ?? options.classes;
  const numbers = cells.map(parseNumber);
  if (wanted === undefined && !numbers.includes(undefined)) {
    return { labels: Float32Array.from(numbers as number[]) };
  }
  if (wanted === undefined && numbers.some((value) => value !== undefined)) {
    throw notANumber(table, rows[numbers.indexOf(undefined)]!, column);
  }
  const index = classIndex(cells, wanted ?? true);
  const labels = Int32Array.from(cells, (cell, i) => {
    const found = index.get(cell);
    if (found !== undefined) return found;
    throw cannotRead(
      table.source,
      `Label ${JSON.stringify(cell)} is not one of the classes ${
        [...index.keys()].join(", ")
      }`,
      { line: table.lineOf(rows[i]!) },
    );
  });
  return { labels, classes: [...index.keys()] };
}
