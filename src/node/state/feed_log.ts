import type { Disk, DiskFile } from "./disk.ts";
import { RECORD_HEAD, recordHead } from "./records.ts";

/** A file is followed by the next when it has so many bytes. */
const SEGMENT_BYTES = 16 * 2 ** 20;

/** Entries that wait for a disk that cannot be written are dropped beyond so many bytes. */
const WAITING_BYTES = 64 * 2 ** 20;

/** One file of a feed's log. */
export interface Segment {
  /** Its name in the folder. */
  readonly name: string;
  /** The publisher's start that it belongs to. */
  readonly incarnation: number;
  /** Number of its last entry. */
  last: number;
  /** Bytes of whole records. */
  length: number;
}

/** Name of the file that begins with an entry. */
export function segmentName(incarnation: number, first: number): string {
  return `feed-${incarnation}-${first}.log`;
}

/** What {@linkcode segmentName} was made from; undefined for other names. */
export function parseSegmentName(
  name: string,
): { incarnation: number; first: number } | undefined {
  const match = /^feed-(\d+)-(\d+)\.log$/.exec(name);
  if (match === null) return undefined;
  return { incarnation: Number(match[1]), first: Number(match[2]) };
}

/** What a log is made of. */
export interface FeedLogParts {
  disk: Disk;
  /** Where its files are. */
  folder: string;
  /** The publisher's start. */
  incarnation: number;
  /** Called when the disk could not be written; {@linkcode FeedLog.retry} tries again. */
  onProblem: (error: unknown) => void;
  /** A file is followed by the next when it has so many bytes; default 16 MiB. */
  segmentBytes?: number;
  /** Most bytes that wait for a disk that cannot be written; default 64 MiB. */
  waitingBytes?: number;
}

/**
 * The own feed on disk, in files of records, an entry each. Nobody waits for it:
 * entries queue up while a sync is on its way, and go out together with the next
 * one (group commit).
 */
export class FeedLog {
  /** Files written, in their order. */
  readonly segments: Segment[] = [];
  /** The last entry that would survive a power cut; 0 before the first. */
  synced = 0;
  /** What went wrong, until it goes well again. */
  problem: unknown;
  readonly #parts: FeedLogParts;
  #queue: { seq: number; frame: Uint8Array }[] = [];
  #queuedBytes = 0;
  #file: DiskFile | undefined;
  #isWriting = false;
  #writing: Promise<void> | undefined;
  #taken = 0;
  /** Settles when the batch on its way is written, or cannot be. */
  #turn = Promise.withResolvers<void>();

  private constructor(parts: FeedLogParts) {
    this.#parts = parts;
  }

  /**
   * Begins a log. Its first file is there for good before an entry can be published:
   * no incarnation is used twice, even where the clock was set back.
   */
  static async begin(parts: FeedLogParts): Promise<FeedLog> {
    const log = new FeedLog(parts);
    await log.#next(1);
    return log;
  }

  /** Takes an entry; it is on disk some time later. The frame must not change any more. */
  append(seq: number, frame: Uint8Array): void {
    this.#taken = seq;
    this.#queue.push({ seq, frame });
    this.#queuedBytes += frame.length;
    if (this.problem === undefined) this.#start();
    else this.#drop();
  }

  /** Tries again after a problem. */
  retry(): void {
    if (this.problem === undefined) return;
    this.problem = undefined;
    this.#start();
  }

  /**
   * Waits until everything taken so far is on disk, or cannot be written.
   *
   * @returns whether it is on disk
   */
  async flush(): Promise<boolean> {
    const taken = this.#taken;
    while (this.synced < taken && this.problem === undefined) {
      await this.#turn.promise;
    }
    return this.synced >= taken;
  }

  /** Writes what it can, and closes the file. */
  async close(): Promise<void> {
    await this.flush();
    await this.#writing;
    this.#leave();
  }

  #start(): void {
    if (this.#isWriting || this.#queue.length === 0) return;
    this.#isWriting = true;
    this.#writing = this.#write();
  }

  async #write(): Promise<void> {
    // In the next turn, so that what is published together is written together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      this.#queuedBytes = 0;
      try {
        await this.#commit(batch);
      } catch (error) {
        // What a failed sync left is unknown: it is not written behind.
        this.#leave();
        this.#queue = [...batch, ...this.#queue];
        this.#queuedBytes = this.#queue.reduce(
          (sum, { frame }) => sum + frame.length,
          0,
        );
        this.#drop();
        this.problem = error;
        this.#isWriting = false;
        this.#parts.onProblem(error);
        return;
      } finally {
        this.#turn.resolve();
        this.#turn = Promise.withResolvers();
      }
    }
    this.#isWriting = false;
  }

  async #commit(batch: { seq: number; frame: Uint8Array }[]): Promise<void> {
    const { segmentBytes = SEGMENT_BYTES } = this.#parts;
    const file = this.#file ?? await this.#next(batch[0]!.seq);
    const bytes = await recordsOf(batch);
    await file.append(bytes);
    await file.sync();
    const segment = this.segments.at(-1)!;
    segment.length += bytes.length;
    segment.last = this.synced = batch.at(-1)!.seq;
    if (segment.length >= segmentBytes) this.#leave();
  }

  /** Opens the next file. */
  async #next(first: number): Promise<DiskFile> {
    const { disk, folder, incarnation } = this.#parts;
    const name = segmentName(incarnation, first);
    const file = this.#file = await disk.create(`${folder}/${name}`);
    await disk.syncFolder(folder);
    // One that nothing could be written to is opened again.
    if (this.segments.at(-1)?.name === name) this.segments.pop();
    this.segments.push({ name, incarnation, last: first - 1, length: 0 });
    return file;
  }

  #leave(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** The others have them, or the next snapshot does. */
  #drop(): void {
    const { waitingBytes = WAITING_BYTES } = this.#parts;
    while (this.#queuedBytes > waitingBytes) {
      this.#queuedBytes -= this.#queue.shift()!.frame.length;
    }
  }
}

async function recordsOf(
  batch: readonly { frame: Uint8Array }[],
): Promise<Uint8Array> {
  const length = batch.reduce(
    (sum, { frame }) => sum + RECORD_HEAD + frame.length,
    0,
  );
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { frame } of batch) {
    bytes.set(await recordHead(frame), at);
    bytes.set(frame, at + RECORD_HEAD);
    at += RECORD_HEAD + frame.length;
  }
  return bytes;
}
