/** A file open for writing at its end. */
export interface DiskFile {
  /** Writes all of the bytes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Returns when all that was written would survive a power cut. */
  sync(): Promise<void>;
  /** Closes it; what was not synced may be lost. */
  close(): void;
}

/**
 * What the state folder needs of a disk. Small, so that tests can put one in its
 * place that loses power between any two steps.
 */
export interface Disk {
  /** Makes a folder and those above it, where missing. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<string[]>;
  /** A file's bytes; undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Opens an empty file, in the place of an older one. */
  create(path: string, mode?: number): Promise<DiskFile>;
  /** Cuts a file off after so many bytes. */
  truncate(path: string, length: number): Promise<void>;
  /** Gives a file another name, in the place of an older file of that name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, where there is one. */
  remove(path: string): Promise<void>;
  /** Returns when names made, changed and removed in a folder would survive a power cut. */
  syncFolder(path: string): Promise<void>;
}
