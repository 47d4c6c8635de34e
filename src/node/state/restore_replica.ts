import {
  decodeFrame,
  joinSegments,
  type Replica,
  SnapshotError,
  takeBack,
  type Update,
} from "../../replica/mod.ts";
import type { Journal } from "./journal.ts";
import type { StoredSnapshot } from "./snapshot_store.ts";

/** Bytes of the own old feeds that are kept in memory, to serve the others. */
const RECALLED_BYTES = 64 * 2 ** 20;

/** What was found on disk. */
export interface Restored {
  /** Whether there was anything. */
  readonly isRestored: boolean;
  /** What the peer had packed with the snapshot; empty where there was none. */
  readonly attachment: Uint8Array;
  /** Entries of the own feeds that the snapshot lacked, now in the model. */
  readonly replayed: readonly Update[];
  /** The newest incarnation there is a trace of, 0 where there is none. */
  readonly lastIncarnation: number;
}

/**
 * Brings a replica at x_0 to what is on disk: the newest snapshot that is right,
 * the updates kept beside it, and the own feeds' entries. What the snapshot held
 * already is retained to be served, as the others may lack it.
 *
 * @param tell told, in words, what cannot be used
 */
export async function restoreReplica(
  journal: Journal,
  replica: Replica,
  tell: (text: string) => void,
): Promise<Restored> {
  const found = await adoptNewest(journal, replica, tell);
  let { lastIncarnation } = journal;
  let isRestored = found !== undefined;
  const replayed: Update[] = [];
  const held: Update[] = [];
  let bytes = 0;
  for await (const frames of journal.entries()) {
    isRestored = true;
    for (const update of updatesOf(frames)) {
      const { feed, header } = update;
      if (header.seq > (replica.feed(feed)?.foldedCount ?? 0)) {
        replayed.push(...takeBack(replica, [update]));
        continue;
      }
      held.push(update);
      bytes += bytesOf(update);
    }
    while (bytes > RECALLED_BYTES) bytes -= bytesOf(held.shift()!);
  }
  takeBack(replica, held);
  const kept = found?.stored.frames ?? [];
  takeBack(replica, joinSegments(kept, replica.rules.layout));
  for (const evidence of await journal.forks()) replica.forks.hear(evidence);
  for (const { incarnation } of replica.feeds()) {
    lastIncarnation = Math.max(lastIncarnation, incarnation);
  }
  return {
    isRestored,
    attachment: found?.attachment ?? new Uint8Array(),
    replayed,
    lastIncarnation,
  };
}

async function adoptNewest(
  journal: Journal,
  replica: Replica,
  tell: (text: string) => void,
): Promise<{ stored: StoredSnapshot; attachment: Uint8Array } | undefined> {
  for await (const stored of journal.snapshots()) {
    try {
      replica.adopt(stored.snapshot);
      return { stored, attachment: stored.snapshot.attachment };
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      tell(`${stored.name} is of no use and set aside: ${error.message}`);
      await journal.setAside(stored);
    }
  }
}

function bytesOf({ payload, headerBytes }: Update): number {
  return payload.length + headerBytes.length;
}

function updatesOf(frames: readonly Uint8Array[]): Update[] {
  return frames.map(updateOf).filter((update) => update !== undefined);
}

function updateOf(frame: Uint8Array): Update | undefined {
  try {
    const decoded = decodeFrame(frame, { owned: true });
    return decoded.kind === "update" ? decoded.update : undefined;
  } catch (error) {
    if ((error as Error).name === "WireError") return undefined;
    throw error;
  }
}
