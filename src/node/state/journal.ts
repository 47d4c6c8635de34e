import type { ForkEvidence, Snapshot } from "../../replica/mod.ts";
import type { Disk } from "./disk.ts";
import { FeedLog, parseSegmentName, type Segment } from "./feed_log.ts";
import { ForkStore } from "./fork_store.ts";
import { readRecords } from "./records.ts";
import { SnapshotStore, type StoredSnapshot } from "./snapshot_store.ts";

/** Bytes of the own feeds that are kept on disk, and more only while no two snapshots hold them. */
const LOG_BYTES = 256 * 2 ** 20;

/** What a journal needs to be opened. */
export interface JournalOptions {
  disk: Disk;
  /** The manifest's folder. */
  folder: string;
  /** Told what was found damaged, in words. */
  tell: (text: string) => void;
  /** Told when the disk could not be written. */
  onProblem: (error: unknown) => void;
  /** Bytes of the own feeds that are kept; default 256 MiB. */
  logBytes?: number;
  /** A log's file is followed by the next at so many bytes; default 16 MiB. */
  segmentBytes?: number;
}

/** How many entries of a feed the model of a snapshot holds. */
export type Covered = (incarnation: number) => number;

/**
 * What is on disk of one identity's training of one manifest: snapshots, and the
 * own feeds as logs. Opened once; then {@linkcode Journal.begin} starts the log of
 * the new incarnation.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #snapshots: SnapshotStore;
  readonly #forks: ForkStore;
  /** Of earlier starts, the oldest first. */
  #segments: Segment[] = [];
  /** Of earlier starts, with no entry: removed when there is a trace of a later start. */
  #empty: string[] = [];
  #names: string[] = [];
  #log: FeedLog | undefined;
  /** What the last two snapshots written here hold. */
  #covered: Covered[] = [];

  private constructor(options: JournalOptions) {
    this.#options = options;
    this.#snapshots = new SnapshotStore(options.disk, options.folder);
    this.#forks = new ForkStore(options.disk, options.folder);
  }

  /** Opens a folder, which is made where there is none. */
  static async open(options: JournalOptions): Promise<Journal> {
    const journal = new Journal(options);
    await options.disk.makeFolder(options.folder);
    journal.#names = await options.disk.list(options.folder);
    return journal;
  }

  /** The snapshots that are whole, the newest first. */
  snapshots(): AsyncIterable<StoredSnapshot> {
    return this.#snapshots.read(this.#names, this.#options.tell);
  }

  /** Evidence of forks that is whole; signatures are for the replica to check. */
  forks(): Promise<ForkEvidence[]> {
    return this.#forks.read(this.#names, this.#options.tell);
  }

  /** Keeps what is new of the evidence of forks. */
  keepForks(evidence: Iterable<ForkEvidence>): Promise<void> {
    return this.#forks.write(evidence);
  }

  /** Sets a snapshot aside that cannot be used. */
  setAside(snapshot: StoredSnapshot): Promise<void> {
    return this.#snapshots.setAside(snapshot.name);
  }

  /**
   * The own feeds' entries as they were gossiped, in their order, a file at a
   * time. A tail that a crash has torn is cut off, and told.
   */
  async *entries(): AsyncIterable<Uint8Array[]> {
    const { disk, folder, tell } = this.#options;
    const files = this.#names
      .map((name) => ({ name, ...parseSegmentName(name) }))
      .filter((file) => file.incarnation !== undefined)
      .sort((a, b) => a.incarnation! - b.incarnation! || a.first! - b.first!);
    this.#segments = [];
    this.#empty = [];
    for (const { name, incarnation, first } of files) {
      const path = `${folder}/${name}`;
      const bytes = await disk.read(path);
      if (bytes === undefined) continue;
      const { contents, length } = readRecords(bytes);
      const last = first! + contents.length - 1;
      if (length < bytes.length) {
        const lost = bytes.length - length;
        tell(
          contents.length === 0
            ? `${name} is torn or damaged in its first entry: it is removed, the others are asked for what it held`
            : `${name} is torn or damaged after update ${last}: its last ${lost} bytes are cut off, the others are asked for what they held`,
        );
        if (contents.length > 0) await disk.truncate(path, length);
      }
      if (contents.length === 0) {
        this.#empty.push(name);
        continue;
      }
      this.#segments.push({ name, incarnation: incarnation!, last, length });
      yield contents;
    }
  }

  /** The newest start of which there is a log, 0 where there is none. */
  get lastIncarnation(): number {
    return this.#names.reduce(
      (last, name) => Math.max(last, parseSegmentName(name)?.incarnation ?? 0),
      0,
    );
  }

  /** Starts the log of a new incarnation, once the entries of the earlier ones were read. */
  async begin(incarnation: number): Promise<FeedLog> {
    const { disk, folder, onProblem, segmentBytes } = this.#options;
    const log = await FeedLog.begin({
      disk,
      folder,
      incarnation,
      onProblem,
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
    });
    for (const name of this.#empty) await disk.remove(`${folder}/${name}`);
    return this.#log = log;
  }

  /**
   * Writes a snapshot, after what the log has taken so far: what the model holds of
   * the own feed can then be served after a restart, too. Removes what of the logs
   * is beyond the bound and in both snapshots that are kept.
   *
   * @param covered what the snapshot's model holds of the own feeds
   */
  async write(
    snapshot: Snapshot,
    frames: readonly Uint8Array[],
    covered: Covered,
  ): Promise<void> {
    if (await this.#log?.flush() === false) throw this.#log!.problem;
    await this.#snapshots.write(snapshot, frames);
    this.#covered = [...this.#covered.slice(-1), covered];
    await this.#prune();
  }

  async #prune(): Promise<void> {
    const { disk, folder, logBytes = LOG_BYTES } = this.#options;
    const [older, newer] = this.#covered;
    if (older === undefined || newer === undefined) return;
    const own = this.#log?.segments ?? [];
    let bytes = [...this.#segments, ...own]
      .reduce((sum, { length }) => sum + length, 0);
    for (const segments of [this.#segments, own]) {
      // The last file of the running log may be open.
      const spared = segments === own ? 1 : 0;
      while (bytes > logBytes && segments.length > spared) {
        const { name, incarnation, last, length } = segments[0]!;
        if (last > Math.min(older(incarnation), newer(incarnation))) return;
        await disk.remove(`${folder}/${name}`);
        segments.shift();
        bytes -= length;
      }
    }
  }
}
