import type { Message } from "./message.ts";
import { tfRecord } from "./tf_record.ts";

/** Bytes that may wait for a disk; beyond, points are left out. */
const MOST_WAITING = 8 * 2 ** 20;

let files = 0;

/**
 * A file of events as TensorBoard finds it. It is only ever appended to, as events
 * come: TensorBoard reads it while it grows, and a record that a crash has torn is
 * the last one.
 */
export class EventFile {
  readonly #file: Deno.FsFile;
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #waitingBytes = 0;
  /** Where the last whole record ends. */
  #end = 0;
  #writing: Promise<void> | undefined;
  #error: unknown;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * Begins a new file in a folder, which is made where it is missing.
   *
   * @throws Deno's error, if it cannot be written
   */
  static async create(directory: string): Promise<EventFile> {
    await Deno.mkdir(directory, { recursive: true });
    const path = `${directory}/${fileName()}`;
    const file = await Deno.open(path, { createNew: true, append: true });
    return new EventFile(file);
  }

  /**
   * Appends an event, without waiting for the disk. What could not be written is kept,
   * and tried again with the next event.
   *
   * @throws What kept earlier events from being written
   */
  append(event: Message): void {
    if (this.#waitingBytes < MOST_WAITING) {
      const record = tfRecord(event.bytes);
      this.#waiting.push(record);
      this.#waitingBytes += record.length;
    }
    const error = this.#error;
    this.#error = undefined;
    this.#writing ??= this.#write();
    if (error !== undefined) throw error;
  }

  /**
   * Waits until all is written, and closes the file.
   *
   * @throws What kept the last events from being written
   */
  async close(): Promise<void> {
    await this.#writing;
    this.#error = undefined;
    await this.#write();
    this.#file.close();
    if (this.#error !== undefined) throw this.#error;
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const count = this.#waiting.length;
        const bytes = concat(this.#waiting);
        for (let at = 0; at < bytes.length;) {
          at += await this.#file.write(bytes.subarray(at));
        }
        this.#waiting.splice(0, count);
        this.#waitingBytes -= bytes.length;
        this.#end += bytes.length;
      }
    } catch (error) {
      this.#error = error;
      // A torn record in the middle would hide all that follows.
      await this.#file.truncate(this.#end).catch(() => {});
    } finally {
      this.#writing = undefined;
    }
  }
}

/** TensorBoard reads the files of a folder in the order of their names: the time comes first. */
function fileName(): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `events.out.tfevents.${seconds}.${hostName()}.${Deno.pid}.${files++}`;
}

function hostName(): string {
  try {
    return Deno.hostname();
  } catch {
    return "localhost"; // without the permission to ask
  }
}

function concat(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
