import type { EpochMemory } from "../peer/mod.ts";
import type { Segment, Snapshot, Update } from "../replica/mod.ts";

/** How long a sync takes, ms: what was written since is lost with a crash. */
const SYNC = 2;

/** Snapshots that are kept: the second is for where the first is torn. */
const SNAPSHOTS = 2;

/** What a peer comes back to. */
export interface Saved {
  /** A snapshot. */
  readonly snapshot: Snapshot;
  /** Others' updates that were kept beside it. */
  readonly kept: readonly Segment[];
  /** Where the peer stood in its epoch; undefined where that is not known. */
  readonly epoch: EpochMemory | undefined;
}

/** What one machine's disk holds: the newest snapshots, and the own feeds. */
export class VirtualDisk {
  readonly #snapshots: { saved: Saved; at: number }[] = [];
  readonly #log: { update: Update; at: number }[] = [];

  /** The newest snapshot; undefined where there is none. */
  get newest(): Saved | undefined {
    return this.#snapshots.at(-1)?.saved;
  }

  /** The own updates, and when they were published, virtual ms. */
  get log(): readonly { readonly update: Update; readonly at: number }[] {
    return this.#log;
  }

  /** Writes a snapshot beside the one before. */
  save(saved: Saved, now: number): void {
    this.#snapshots.push({ saved, at: now });
    if (this.#snapshots.length > SNAPSHOTS) this.#snapshots.shift();
  }

  /** Writes an own update. */
  append(update: Update, now: number): void {
    this.#log.push({ update, at: now });
  }

  /**
   * The machine has crashed: what was on its way to the disk is lost.
   *
   * @param torn how long things are on their way, ms
   */
  crash(now: number, torn: number = SYNC): void {
    const isLost = ({ at }: { at: number }) => at > now - torn;
    while (this.#log.length > 0 && isLost(this.#log.at(-1)!)) this.#log.pop();
    // A snapshot that is not whole has no name yet, so what was there stays.
    if (this.#snapshots.length > 0 && isLost(this.#snapshots.at(-1)!)) {
      this.#snapshots.pop();
    }
  }

  /** All is lost. */
  wipe(): void {
    this.#log.length = 0;
    this.#snapshots.length = 0;
  }
}
