import type { Dataset } from "../dataset.ts";
import type { CsvColumn } from "./csv_columns.ts";
import type { CsvFormat } from "./csv_table.ts";

/** Options of `readCsv`. */
export interface CsvOptions extends CsvFormat {
  /**
   * The column to learn, by name, or by number from 0; null where there is none,
   * as in rows to predict: then all labels are 0.
   */
  label: string | number | null;
  /** The columns to learn from. Default: all but the label. */
  columns?: readonly (string | number)[];
  /**
   * Columns of text to encode, each text an input of its own that is 1 or 0.
   * "one-hot": every column that holds only text, up to 256 different ones; or
   * a list of columns, which may also hold numbers used as codes. Default:
   * none, and text is an error.
   */
  categorical?: "one-hot" | readonly (string | number)[];
  /**
   * What to do with a cell that is not known. "error" (the default); "drop" its
   * row; "mean" of its column; or a number in its place. In a one-hot column
   * the last two give zeros throughout. A label can only be dropped.
   */
  missing?: "error" | "drop" | "mean" | number;
  /**
   * Cells that mean "not known". Default: empty, NA, N/A, NaN, nan, null, NULL
   * and ?.
   */
  missingValues?: readonly string[];
  /**
   * Whether labels become class indices 0, 1, …: `true` for the distinct labels
   * in sorted order, or the labels in the order you want. Default: `true` where
   * labels are text; where they are numbers they stay as they are.
   */
  classes?: true | readonly string[];
  /**
   * A file read before whose columns, categories, means and classes to use
   * again, so that a test set is encoded as its training set was.
   */
  like?: CsvDataset;
}

/** A dataset from a CSV file, and how its columns became inputs. */
export interface CsvDataset extends Dataset {
  /** Input columns in order. */
  readonly columns: readonly CsvColumn[];
  /** Name of each input: the column's, or "column=text" for one-hot. */
  readonly features: readonly string[];
  /** The labels that stand for class 0, 1, …, if labels are classes. */
  readonly classes?: readonly string[];
}
