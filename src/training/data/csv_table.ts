import { parse } from "@std/csv";
import { cannotRead } from "./errors.ts";
import { readSourceText, type Source } from "./source.ts";

/** How to cut a CSV text into cells. */
export interface CsvFormat {
  /** Whether the first row names the columns. Default: true. */
  header?: boolean;
  /** The character between cells. Default: ",". */
  separator?: string;
}

/** The cells of a CSV file. */
export interface CsvTable {
  /** File, URL or "the given bytes". */
  readonly source: string;
  /** Column names, if the file has a header. */
  readonly header: readonly string[] | undefined;
  /** Cells, without the header; rows may differ in length. */
  readonly rows: readonly (readonly string[])[];
  /** Line of the file on which a row starts, counted from 1. */
  lineOf(row: number): number;
}

/**
 * Reads a CSV file (RFC 4180: quoted cells, doubled quotes, line breaks within
 * quotes) into cells. Blank lines are skipped.
 *
 * @throws {DataError} where a quote does not match, or there is no row.
 */
export async function readCsvTable(
  source: Source,
  format: CsvFormat,
): Promise<CsvTable> {
  const { text, name } = await readSourceText(source);
  const { header = true, separator = "," } = format;
  if (separator.length !== 1 || /["\r\n]/.test(separator)) {
    throw cannotRead(
      name,
      `The separator ${
        JSON.stringify(separator)
      } is not usable; give one character, such as ";" or "\\t"`,
    );
  }
  let rows: string[][];
  try {
    rows = parse(text, { separator });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw cannotRead(name, `It is not well-formed CSV. ${why}`, { cause });
  }
  const names = header ? rows.shift() : undefined;
  if (rows.length === 0) {
    throw cannotRead(
      name,
      names === undefined
        ? "It has no rows"
        : "It has a header and no rows; pass { header: false } if the first row is data",
    );
  }
  const skipped = names === undefined ? 0 : 1;
  return {
    source: name,
    header: names?.map((cell) => cell.trim()),
    rows,
    lineOf: (row) => lineOfRecord(text, row + skipped),
  };
}

/**
 * Line on which a record starts; records and lines differ by blank lines and by
 * line breaks within quotes.
 */
function lineOfRecord(text: string, record: number): number {
  let line = 1;
  let quoted = false;
  let blank = true;
  let start = 1;
  let seen = -1;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === "\n") {
      line++;
      if (!quoted) blank = true;
    } else if (character !== "\r") {
      if (blank && !quoted) {
        blank = false;
        start = line;
        if (++seen === record) return start;
      }
      if (character === '"') quoted = !quoted;
    }
  }
  return start;
}
