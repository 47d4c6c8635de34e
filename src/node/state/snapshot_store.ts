import {
  joinSnapshot,
  type Snapshot,
  snapshotFrames,
  WireError,
} from "../../replica/mod.ts";
import type { Disk, DiskFile } from "./disk.ts";
import { readRecords, recordHead } from "./records.ts";

/** Snapshots that are kept: the newest, and one to fall back to. */
const KEPT = 2;

const TEMPORARY = "snapshot.new";

/** Where the newest snapshot of no use is kept, for whoever wants to know why. */
const UNUSABLE = "unusable-snapshot";

/** A snapshot as it lies on disk. */
export interface StoredSnapshot {
  /** Name of its file. */
  readonly name: string;
  /** The replica's snapshot, for `Replica.adopt`. */
  readonly snapshot: Snapshot;
  /** Frames of others' updates that were still kept to be served. */
  readonly frames: readonly Uint8Array[];
}

/**
 * The snapshots of one manifest: each in a file of its own, numbered, whole or not
 * there at all. The last two are kept.
 */
export class SnapshotStore {
  readonly #disk: Disk;
  readonly #folder: string;
  /** Numbers of the files there are, in order. */
  #numbers: number[] = [];

  /**
   * @param disk where
   * @param folder the manifest's
   */
  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /**
   * Reads the snapshots that are whole, the newest first, one at a time as they
   * are large.
   *
   * @param names what is in the folder
   * @param tell called with what was found damaged
   */
  async *read(
    names: readonly string[],
    tell: (text: string) => void,
  ): AsyncIterable<StoredSnapshot> {
    this.#numbers = names.map(numberOf).filter((number) => number >= 0)
      .sort((a, b) => a - b);
    for (const number of [...this.#numbers].reverse()) {
      const name = nameOf(number);
      const bytes = await this.#disk.read(`${this.#folder}/${name}`);
      if (bytes === undefined) continue;
      const { contents, length } = readRecords(bytes);
      const stored = split(contents);
      if (stored === undefined) {
        tell(`${name} is damaged and set aside as ${UNUSABLE}`);
        await this.setAside(name);
        continue;
      }
      if (length < bytes.length) {
        tell(`${name} is whole, but some of the updates kept with it are not`);
      }
      yield { name, ...stored };
    }
  }

  /** Writes a snapshot with the updates kept beside it, and removes those before the last two. */
  async write(
    snapshot: Snapshot,
    frames: readonly Uint8Array[],
  ): Promise<void> {
    const disk = this.#disk, folder = this.#folder;
    const temporary = `${folder}/${TEMPORARY}`;
    const file = await disk.create(temporary);
    try {
      for (const frame of snapshotFrames(snapshot)) await append(file, frame);
      for (const frame of frames) await append(file, frame);
      await file.sync();
    } catch (error) {
      // On a full disk the log may use the room.
      await disk.remove(temporary).catch(() => {});
      throw error;
    } finally {
      file.close();
    }
    const number = (this.#numbers.at(-1) ?? 0) + 1;
    await disk.rename(temporary, `${folder}/${nameOf(number)}`);
    this.#numbers.push(number);
    await disk.syncFolder(folder);
    while (this.#numbers.length > KEPT) {
      await disk.remove(`${folder}/${nameOf(this.#numbers[0]!)}`);
      this.#numbers.shift();
    }
  }

  /** Gives a snapshot of no use another name, so that a good one is not removed for it. */
  async setAside(name: string): Promise<void> {
    const folder = this.#folder;
    await this.#disk.rename(`${folder}/${name}`, `${folder}/${UNUSABLE}`);
    const number = numberOf(name);
    this.#numbers = this.#numbers.filter((other) => other !== number);
  }
}

/** A file's records: the snapshot's, then updates; undefined where the snapshot is not whole. */
function split(
  contents: readonly Uint8Array[],
): Omit<StoredSnapshot, "name"> | undefined {
  try {
    const { snapshot, count } = joinSnapshot(contents);
    return { snapshot, frames: contents.slice(count) };
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

async function append(file: DiskFile, contents: Uint8Array): Promise<void> {
  await file.append(await recordHead(contents));
  await file.append(contents);
}

function nameOf(number: number): string {
  return `snapshot-${number}`;
}

function numberOf(name: string): number {
  const match = /^snapshot-(\d+)$/.exec(name);
  return match === null ? -1 : Number(match[1]);
}
