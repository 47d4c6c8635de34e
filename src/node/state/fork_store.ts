import {
  decodeEvidence,
  encodeEvidence,
  type FeedId,
  type ForkEvidence,
} from "../../replica/mod.ts";
import type { Disk } from "./disk.ts";
import { readRecords, recordHead } from "./records.ts";

const TEMPORARY = "fork.new";

/**
 * Evidence of forks on disk, a file for each feed that has forked: it shows what
 * somebody has done, and a restart ends the feed again by it.
 */
export class ForkStore {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #written = new Map<FeedId, ForkEvidence>();

  /**
   * @param disk where
   * @param folder the manifest's
   */
  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /**
   * Reads what is there. Signatures are for the replica to check.
   *
   * @param names what is in the folder
   * @param tell called with what was found damaged
   */
  async read(
    names: readonly string[],
    tell: (text: string) => void,
  ): Promise<ForkEvidence[]> {
    const all: ForkEvidence[] = [];
    for (const name of names) {
      if (!/^fork-[0-9a-f]{32}\.evidence$/.test(name)) continue;
      const bytes = await this.#disk.read(`${this.#folder}/${name}`);
      if (bytes === undefined) continue;
      try {
        const evidence = decodeEvidence(
          readRecords(bytes).contents[0] ?? new Uint8Array(),
        );
        this.#written.set(evidence.feed, evidence);
        all.push(evidence);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "WireError") {
          throw error;
        }
        tell(`${name} is damaged: the others are asked for what it held`);
      }
    }
    return all;
  }

  /** Writes what is new of it. */
  async write(all: Iterable<ForkEvidence>): Promise<void> {
    for (const evidence of all) {
      const { feed } = evidence;
      if (this.#written.get(feed) === evidence) continue;
      await this.#writeOne(evidence);
      this.#written.set(feed, evidence);
    }
  }

  async #writeOne(evidence: ForkEvidence): Promise<void> {
    const disk = this.#disk, folder = this.#folder;
    const contents = encodeEvidence(evidence);
    const file = await disk.create(`${folder}/${TEMPORARY}`);
    try {
      await file.append(await recordHead(contents));
      await file.append(contents);
      await file.sync();
    } finally {
      file.close();
    }
    const name = `fork-${evidence.feed}.evidence`;
    await disk.rename(`${folder}/${TEMPORARY}`, `${folder}/${name}`);
    await disk.syncFolder(folder);
  }
}
