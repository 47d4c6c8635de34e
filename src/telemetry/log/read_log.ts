import { LogError } from "../errors.ts";
import { RECORD_TYPES } from "../record_types.ts";
import { RECORD_VERSION, type TelemetryRecord } from "../records.ts";
import { faultOf } from "../schema/check_record.ts";
import { LOG_MARK } from "./record_line.ts";
import { withUsual } from "./usual_rows.ts";
import { withoutNulls } from "./without_nulls.ts";
import { startedBy } from "../words/started_by.ts";

const NO_LOG =
  "it is no log of Drover: a log is what --log FILE has written; a task goes to train, a scenario to simulate";

/** Characters that no line has: a record of a thousand members has half a million. */
const TOO_LONG = 2 ** 24;

/** What a reader wants to know besides the records. */
export interface ReadLogOptions {
  /** Is told of each record that is left out because a field is absent or of another kind. Default: that is an error. */
  onProblem?: (problem: string) => void;
}

/**
 * Reads a log back, record by record, without holding it all in memory. A `log`
 * record opens each run; a number that was not finite is NaN. What a crash has left
 * of a last line is passed over, and so are records of types that this version does
 * not know.
 *
 * @throws {LogError} If there is no such file, it is no log, a newer version wrote
 * it, or a line is damaged; names file, line and field
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readLog } from "./read_log.ts";
 *
 * const file = await Deno.makeTempFile();
 * await Deno.writeTextFile(
 *   file,
 *   `{"type":"log","time":0,"version":1,"drover":"0.1.0","startedAt":"2026-01-02T03:04:05.000Z","simulated":false}
 * {"type":"epoch","time":4.2,"epoch":1,"loss":0.31,"seconds":3.9}
 * `,
 * );
 * const losses: number[] = [];
 * for await (const record of readLog(file)) {
 *   if (record.type === "epoch") losses.push(record.loss);
 * }
 * assertEquals(losses, [0.31]);
 * await Deno.remove(file);
 * ```
 */
export async function* readLog(
  file: string | URL,
  { onProblem }: ReadLogOptions = {},
): AsyncGenerator<TelemetryRecord> {
  let number = 0;
  for await (const { text, isWhole } of linesOf(file)) {
    number++;
    const problem = (what: string) =>
      new LogError(`Cannot read ${file}, line ${number}: ${what}`);
    const record = parse(text);
    if (record === undefined) {
      if (number === 1 && !mayBeLog(text)) throw problem(NO_LOG);
      if (!isWhole) return;
      throw problem(
        "it is no record: the file was damaged, or written by something else; take this line out",
      );
    }
    if (number === 1 && record.type !== "log") {
      throw problem(NO_LOG);
    }
    if (record.type === "log" && record.version > RECORD_VERSION) {
      throw problem(
        `records of version ${record.version} follow, and this Drover reads versions up to ${RECORD_VERSION}; read it with a newer one${
          typeof record.drover === "string"
            ? ` (${record.drover} wrote it)`
            : ""
        }`,
      );
    }
    if (!Object.hasOwn(RECORD_TYPES, record.type)) continue;
    const fault = faultOf(record);
    if (fault === undefined) yield withUsual(record);
    else if (record.type === "log" || onProblem === undefined) {
      throw problem(`${fault}: the file was edited; take this line out`);
    } else {
      onProblem(`${file}, line ${number}: ${fault}; the record is left out`);
    }
  }
}

/** Whether a file that begins with this may be a log, of which a crash has left only that. */
function mayBeLog(text: string): boolean {
  return text.startsWith(LOG_MARK) || LOG_MARK.startsWith(text);
}

/** A line as a record; undefined where it is none. */
function parse(text: string): TelemetryRecord | undefined {
  try {
    const value = JSON.parse(text);
    if (typeof value?.type !== "string" || typeof value.time !== "number") {
      return undefined;
    }
    if (value.type === "log" && typeof value.version !== "number") {
      return undefined;
    }
    return text.includes("null") ? withoutNulls(value) : value;
  } catch {
    return undefined;
  }
}

/** A line, and whether it has an end. */
interface Line {
  text: string;
  isWhole: boolean;
}

async function* linesOf(path: string | URL): AsyncGenerator<Line> {
  const file = await open(path);
  let parts: string[] = [];
  let length = 0;
  for await (
    const text of file.readable.pipeThrough(new TextDecoderStream())
  ) {
    const lines = text.split("\n");
    const rest = lines.pop()!;
    for (const line of lines) {
      yield { text: parts.join("") + line, isWhole: true };
      parts = [];
      length = 0;
    }
    parts.push(rest);
    length += rest.length;
    // Whatever that is, it is not to be held to its end.
    if (length > TOO_LONG) yield { text: parts.join(""), isWhole: true };
  }
  if (length > 0) yield { text: parts.join(""), isWhole: false };
}

async function open(path: string | URL): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path);
    if (!(await file.stat()).isDirectory) return file;
    file.close();
    throw new Error("it is a folder; name a file in it");
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? `there is no such file; ${startedBy()} train TASK --log FILE writes one`
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new LogError(`Cannot read the log ${path}: ${why}`, { cause });
  }
}
