import type { Peer } from "../../peer/mod.ts";
import {
  type Feed,
  feedIdOf,
  fromHex,
  keptSegments,
  type Replica,
  segmentFrames,
} from "../../replica/mod.ts";
import type { FeedLog } from "./feed_log.ts";
import type { Journal } from "./journal.ts";
import { encodeMemory } from "./publisher_memory.ts";

/** How often a snapshot is written, and a disk that cannot be written is tried again, ms. */
const INTERVAL = 10_000;

/** A snapshot is written no more often than every so many times as long as the quicker of the last two took. */
const SPARING = 50;

/** Least time between snapshots, ms, but for the last. */
const LEAST = 1000;

/** What a keeper keeps. */
export interface KeeperParts {
  journal: Journal;
  /** Of the running incarnation. */
  log: FeedLog;
  peer: Pick<Peer, "publicKey" | "memory" | "epochMemory">;
  replica: Replica;
  /** Told what became of the disk, in words. */
  tell: (text: string) => void;
  /** An error in words that name the folder. */
  explain: (error: unknown) => Error;
}

/**
 * Keeps a running peer on disk: its updates as they are published, and snapshots
 * at intervals and after epochs. Where the disk cannot be written it says so once,
 * training goes on, and it tries again.
 */
export class Keeper {
  readonly #parts: KeeperParts;
  #timer: ReturnType<typeof setInterval> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #forks: Promise<void> = Promise.resolve();
  #isWaiting = false;
  #wroteAt = -Infinity;
  /** How long the last snapshot took, and the one before it, ms: one may have met a pause of the machine. */
  #took = [0, 0];
  #isDurable = true;

  /** Writes nothing before {@linkcode Keeper.start}. */
  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Whether a crash would lose nothing that was published more than a moment ago. */
  get isDurable(): boolean {
    return this.#isDurable;
  }

  /** Own updates that would survive a crash of the machine. */
  get synced(): number {
    return this.#parts.log.synced;
  }

  /**
   * Writes the first snapshot, which shows that there is room for one, and more at
   * intervals.
   *
   * @throws {Error} In words, if it cannot be written
   */
  async start(): Promise<void> {
    try {
      await this.#write();
    } catch (error) {
      throw this.#parts.explain(error);
    }
    this.#timer = setInterval(() => this.#keep(INTERVAL), INTERVAL / 4);
  }

  /** Takes note of an own update, as it goes out. */
  published(seq: number, frame: Uint8Array): void {
    this.#parts.log.append(seq, frame);
  }

  /** An epoch has ended: a crash shall not cost more than what came after it. */
  endEpoch(): void {
    this.#keep(LEAST);
  }

  /** A fork was found: what shows it is to outlive this process. */
  keepForks(): void {
    const write = () => {
      const { journal, replica } = this.#parts;
      return journal.keepForks(replica.forks.evidence());
    };
    this.#forks = this.#forks.then(write).catch((error) => this.failed(error));
  }

  /** The log could not be written. */
  failed(error: unknown): void {
    if (!this.#isDurable) return;
    this.#isDurable = false;
    this.#parts.tell(
      `${
        this.#parts.explain(error).message
      }; training goes on, but nothing from here on is safe from a crash until the disk can be written, which is tried again`,
    );
  }

  /**
   * Writes the last snapshot, and closes.
   *
   * @param hasModel whether there is a model worth a snapshot
   */
  async close(hasModel: boolean): Promise<void> {
    this.stop();
    await this.#writing;
    await this.#forks;
    if (hasModel) await this.#attempt();
    await this.#parts.log.close();
  }

  /** Writes no more by itself. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #keep(interval: number): void {
    const since = performance.now() - this.#wroteAt;
    if (
      this.#isWaiting ||
      since < Math.max(interval, SPARING * Math.min(...this.#took))
    ) {
      return;
    }
    this.#isWaiting = true;
    this.#writing = this.#attempt().finally(() => this.#isWaiting = false);
  }

  async #attempt(): Promise<void> {
    this.#parts.log.retry();
    try {
      await this.#write();
    } catch (error) {
      this.failed(error);
      return;
    }
    if (this.#isDurable) return;
    this.#isDurable = true;
    this.#parts.tell("The state folder can be written again: all is on disk");
  }

  async #write(): Promise<void> {
    const { journal, peer, replica } = this.#parts;
    const start = this.#wroteAt = performance.now();
    const key = fromHex(peer.publicKey);
    const { epochMemory: epoch } = peer;
    const memory = {
      ...peer.memory,
      ...(epoch === undefined ? {} : { epoch }),
    };
    const snapshot = replica.snapshot(encodeMemory(memory));
    const kept = keptSegments(
      replica,
      ({ publicKey }: Feed) => publicKey.every((byte, i) => byte === key[i]),
      Math.max(2 ** 20, 4 * snapshot.values.length),
    );
    const counts = replica.clock.counts();
    await this.#forks;
    // What its numbers go back to is not always the first that was found.
    await journal.keepForks(replica.forks.evidence());
    await journal.write(
      snapshot,
      kept.flatMap((segment) => [...segmentFrames(segment)]),
      (incarnation) => counts.get(feedIdOf(key, incarnation)) ?? 0,
    );
    this.#took = [this.#took[1]!, performance.now() - start];
  }
}
