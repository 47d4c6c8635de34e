import type { Disk, DiskFile } from "./disk.ts";

/** The disk of this machine. */
export const denoDisk: Disk = {
  makeFolder: (path) => Deno.mkdir(path, { recursive: true }),
  async list(path) {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(path)) names.push(name);
    return names;
  },
  read: (path) => unlessMissing(Deno.readFile(path)),
  async create(path, mode = 0o644) {
    const options = { write: true, create: true, truncate: true, mode };
    return new DenoFile(await Deno.open(path, options));
  },
  truncate: (path, length) => Deno.truncate(path, length),
  rename: (from, to) => Deno.rename(from, to),
  remove: (path) => unlessMissing(Deno.remove(path)),
  async syncFolder(path) {
    // Windows opens no folders, and writes names through by itself.
    if (Deno.build.os === "windows") return;
    using folder = await Deno.open(path);
    await folder.sync();
  },
};

class DenoFile implements DiskFile {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.#file.write(bytes.subarray(at));
    }
  }

  sync(): Promise<void> {
    return this.#file.syncData();
  }

  close(): void {
    this.#file.close();
  }
}

async function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
