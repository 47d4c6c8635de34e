import { LogError } from "../errors.ts";
import type { TelemetryRecord, TelemetrySink } from "../records.ts";
import { count } from "../words/format.ts";
import { writeProblem } from "../words/write_problem.ts";
import { LineFile } from "./line_file.ts";
import { recordLine } from "./record_line.ts";

/** How often records are written, ms: what a process that is killed may lose. */
const WRITING_MS = 500;

/** How often what was written is made safe from a crash of the machine, ms. */
const SYNCING_MS = 1000;

/** How often a disk that cannot be written is tried again, ms. */
const RETRY_MS = 2000;

/** Characters that are written as soon as so many wait, and at a time. */
const BATCH = 500_000;

/** Characters that may wait for a disk; half of it for figures, which come again. */
const MOST_WAITING = 8_000_000;

/** How a log is written. */
export interface LogFileOptions {
  /** Is told, in words for people, that the file cannot be written, and that it can be again. */
  onProblem: (problem: string) => void;
  /** Whether nothing is left out however much waits for the disk: for a simulation, which may be faster. Default false. */
  isPatient?: boolean;
}

/**
 * A log of records, a JSON object a line (NDJSON), to which every run appends. It is
 * safe from crashes: lines are appended whole, twice a second, and are on disk for
 * good about a second later. Where the file can no longer be written it says so once,
 * keeps what it has room for, and tries again.
 */
export class LogFile implements TelemetrySink {
  readonly #path: string;
  readonly #tell: (problem: string) => void;
  readonly #isPatient: boolean;
  readonly #timer: ReturnType<typeof setInterval>;
  #file: LineFile | undefined;
  #lines: string[] = [];
  /** What a log begins with: what is recorded, and who tells. Comes anew where the file does. */
  #head: string[] = [];
  #waiting = 0;
  /** Records that there was no room for. */
  #lost = 0;
  #working: Promise<void> | undefined;
  #syncedAt = -Infinity;
  #isSynced = true;
  #failedAt: number | undefined;
  #isClosed = false;

  private constructor(
    path: string,
    file: LineFile,
    { onProblem, isPatient = false }: LogFileOptions,
  ) {
    this.#path = path;
    this.#file = file;
    this.#isPatient = isPatient;
    this.#tell = onProblem;
    this.#timer = setInterval(() => this.#begin(), WRITING_MS);
  }

  /**
   * Opens a log, or begins one.
   *
   * @throws {LogError} If it cannot be written: nobody trains for hours without the log that was asked for
   */
  static async open(path: string, options: LogFileOptions): Promise<LogFile> {
    try {
      return new LogFile(path, await LineFile.open(path), options);
    } catch (error) {
      throw new LogError(cannotWrite(path, error), { cause: error });
    }
  }

  /** Takes a record, to be written within half a second. */
  write(record: TelemetryRecord): void {
    // The address of a page may hold a token, and is of no use later.
    if (this.#isClosed || record.type === "dashboard") return;
    const isMoment = record.type === "progress" || record.type === "members";
    const room = isMoment ? MOST_WAITING / 2 : MOST_WAITING;
    if (this.#waiting >= room && !this.#isPatient) {
      this.#lost++;
      return;
    }
    const line = recordLine(record);
    if (record.type === "log") this.#head = [line];
    else if (record.type === "ready") this.#head.push(line);
    this.#lines.push(line);
    this.#waiting += line.length;
    // The head at once: without it the file is no log.
    if (this.#waiting >= BATCH || record.type === "log") this.#begin();
  }

  /** Writes what is left, waits until it is on disk for good, and tells what could not be written. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#working;
    this.#syncedAt = -Infinity;
    await this.#attempt();
    const missing = this.#lost + this.#lines.length;
    if (missing > 0) {
      this.#tell(`The log ${this.#path} lacks ${count(missing, "record")}`);
    }
    await this.#file?.close().catch(() => {}); // the next run cuts off what is left
  }

  #begin(): void {
    if (this.#working !== undefined) return;
    const now = performance.now();
    if (now - (this.#failedAt ?? -Infinity) < RETRY_MS) return;
    this.#working = this.#attempt().finally(() => this.#working = undefined);
  }

  async #attempt(): Promise<void> {
    try {
      const file = await this.#open();
      // In parts, as there may be room for some.
      for (let left = this.#lines.length; left > 0;) {
        left -= await this.#append(file);
      }
      await this.#sync(file);
    } catch (error) {
      const isNews = this.#failedAt === undefined;
      this.#failedAt = performance.now();
      if (isNews) {
        this.#tell(
          `${
            cannotWrite(this.#path, error)
          }; training goes on, and the log is tried again`,
        );
      }
      return;
    }
    if (this.#failedAt === undefined) return;
    this.#failedAt = undefined;
    this.#tell(
      `The log ${this.#path} can be written again${
        this.#lost === 0
          ? ": nothing is missing"
          : `, and lacks ${count(this.#lost, "record")}`
      }`,
    );
    this.#lost = 0;
  }

  async #open(): Promise<LineFile> {
    if (this.#file && !await this.#file.isInPlace()) {
      const gone = this.#file;
      this.#file = undefined;
      await gone.close();
    }
    return this.#file ??= await LineFile.open(this.#path);
  }

  /** Writes the first lines that wait; returns how many. */
  async #append(file: LineFile): Promise<number> {
    let count = 0;
    for (let size = 0; size < BATCH && count < this.#lines.length; count++) {
      size += this.#lines[count]!.length;
    }
    const lines = this.#lines.splice(0, count);
    try {
      const text = lines.join("");
      const isHeadless = lines[0] !== this.#head[0] && await file.isEmpty();
      const head = isHeadless ? this.#head.join("") : "";
      await file.append(new TextEncoder().encode(head + text));
      this.#waiting -= text.length;
      this.#isSynced = false;
      return count;
    } catch (error) {
      this.#lines.unshift(...lines);
      throw error;
    }
  }

  async #sync(file: LineFile): Promise<void> {
    const now = performance.now();
    if (this.#isSynced || now - this.#syncedAt < SYNCING_MS) return;
    this.#syncedAt = now;
    await file.sync();
    this.#isSynced = true;
  }
}

function cannotWrite(path: string, error: unknown): string {
  return `Cannot write the log ${path}: ${writeProblem(error, path, "file")}`;
}
