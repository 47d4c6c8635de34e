import { dirname } from "@std/path";
import { mendEnd } from "./mend_end.ts";

/** A log on disk, to which whole lines are appended; of what a failed attempt has written, nothing stays. */
export class LineFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  /** Where the last whole line ends. */
  #end: number;
  /** Whether there may be a part of a line after it. */
  #isTorn = false;

  private constructor(path: string, file: Deno.FsFile, end: number) {
    this.#path = path;
    this.#file = file;
    this.#end = end;
  }

  /**
   * Opens a log, or begins one; folders are made as needed.
   *
   * @throws {Error} If it cannot be written, is no log, or another process writes to it
   */
  static async open(path: string): Promise<LineFile> {
    const file = await opened(path).catch(async (error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // Only now: to look takes no permission for the folder.
      await Deno.mkdir(dirname(path), { recursive: true });
      return await opened(path);
    });
    try {
      // Two writers would cut off each other's lines. Not every file system has locks.
      if (!await file.tryLock(true).catch(() => true)) {
        throw new Error(
          "another process writes to it; name another file for this one",
        );
      }
      return new LineFile(path, file, await mendEnd(file));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Whether nothing is in it: it is new, or somebody has emptied it. */
  async isEmpty(): Promise<boolean> {
    await this.#mend();
    return this.#end === 0;
  }

  /** Whether it is where it was opened: somebody may have removed it, or moved it away, as programs that rotate logs do. */
  async isInPlace(): Promise<boolean> {
    try {
      const here = await this.#file.stat();
      const there = await Deno.stat(this.#path);
      return here.ino === there.ino && here.dev === there.dev;
    } catch (error) {
      return !(error instanceof Deno.errors.NotFound);
    }
  }

  /** Appends lines: all of them or, where it throws, none. */
  async append(lines: Uint8Array): Promise<void> {
    await this.#mend();
    this.#isTorn = true;
    for (let at = 0; at < lines.length;) {
      at += await this.#file.write(lines.subarray(at));
    }
    this.#end += lines.length;
    this.#isTorn = false;
  }

  /** Waits until everything is on disk for good. */
  async sync(): Promise<void> {
    await this.#file.syncData();
  }

  /** Closes it; what a failed attempt has left behind is cut off, if possible. */
  async close(): Promise<void> {
    try {
      await this.#mend();
    } finally {
      this.#file.close();
    }
  }

  /** Cuts off what a failed attempt has left. Somebody may have emptied the file meanwhile, to make room. */
  async #mend(): Promise<void> {
    const { size } = await this.#file.stat();
    if (this.#isTorn && size > this.#end) await this.#file.truncate(this.#end);
    else this.#end = size;
    this.#isTorn = false;
  }
}

function opened(path: string): Promise<Deno.FsFile> {
  return Deno.open(path, { read: true, append: true, create: true });
}
