import { TaskError } from "../errors.ts";

/** Where in the data a problem lies. */
export interface DataErrorLocation extends ErrorOptions {
  /** File, URL or description of what was read. */
  readonly source?: string;
  /** Line of the text, counted from 1 as editors do. */
  readonly line?: number;
  /** Byte offset, counted from 0, after decompression. */
  readonly offset?: number;
}

/**
 * Data that cannot be read or does not fit. The message is meant for the person
 * whose data it is: what was wrong, where, and what to do.
 */
export class DataError extends TaskError {
  /** Name of the class, stable under minification. */
  static override readonly name: string = "DataError";
  /** File, URL or description of what was read, if the problem lies in one. */
  readonly source?: string;
  /** Line of the text, counted from 1, if the problem lies on one. */
  readonly line?: number;
  /** Byte offset, counted from 0, if the problem lies at one. */
  readonly offset?: number;

  /** An error with a whole message and, where known, the place in the data. */
  constructor(message: string, location: DataErrorLocation = {}) {
    super(message, location);
    this.name = DataError.name;
    if (location.source !== undefined) this.source = location.source;
    if (location.line !== undefined) this.line = location.line;
    if (location.offset !== undefined) this.offset = location.offset;
  }
}

/** A {@linkcode DataError} that opens with the file and the place in it. */
export function cannotRead(
  source: string,
  problem: string,
  location: Omit<DataErrorLocation, "source"> = {},
): DataError {
  const { line, offset } = location;
  const place = line !== undefined
    ? `, line ${line}`
    : offset !== undefined
    ? `, byte ${offset}`
    : "";
  return new DataError(`Cannot read ${source}${place}: ${problem}`, {
    source,
    ...location,
  });
}
