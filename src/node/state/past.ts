import {
  afterPublished,
  type EpochMemory,
  type PublisherMemory,
} from "../../peer/mod.ts";
import type { Replica } from "../../replica/mod.ts";
import type { FeedLog } from "./feed_log.ts";
import type { Journal } from "./journal.ts";
import {
  decodeEpochOf,
  decodeMemory,
  withoutPublished,
} from "./publisher_memory.ts";
import { type Restored, restoreReplica } from "./restore_replica.ts";
import type { StateDirectory, StateWatch } from "./state_directory.ts";

/** What a peer goes on from, and where it writes what comes. */
export interface Past {
  /** The manifest's folder. */
  readonly journal: Journal;
  /** Whether anything was found. */
  readonly isRestored: boolean;
  /** Tells this start from all earlier ones. */
  readonly incarnation: number;
  /** Where the updates of this start are written. */
  readonly log: FeedLog;
  /** What the publisher carried; undefined where nothing of use was found. */
  readonly memory: PublisherMemory | undefined;
  /** Where it stood in its epoch; undefined where that is not known. */
  readonly epoch: EpochMemory | undefined;
}

/**
 * Brings a replica at x_0 to what the state folder holds of its manifest.
 *
 * @param manifestHash hex
 * @param watch `now` is wall-clock time, ms, which becomes the incarnation
 * @throws {NodeError} If the folder cannot be used
 */
export async function openPast(
  directory: StateDirectory,
  manifestHash: string,
  replica: Replica,
  watch: StateWatch & { now: number },
): Promise<Past> {
  const tell = (text: string) => watch.tell(`${directory.path}: ${text}`);
  const journal = await directory.journal(manifestHash, { ...watch, tell });
  try {
    const restored = await restoreReplica(journal, replica, tell);
    const memory = memoryOf(restored, replica, tell);
    const epoch = epochOf(restored, replica, tell);
    // The clock may have been set back since.
    const incarnation = Math.max(watch.now, restored.lastIncarnation + 1);
    const log = await journal.begin(incarnation);
    const { isRestored } = restored;
    return { isRestored, incarnation, journal, log, memory, epoch };
  } catch (error) {
    throw directory.explain(error);
  }
}

/** Without it training goes on as well, with an optimizer that starts anew. */
function memoryOf(
  { attachment, replayed }: Restored,
  { rules: { layout } }: Replica,
  tell: (text: string) => void,
): PublisherMemory | undefined {
  if (attachment.length === 0) return undefined;
  try {
    const memory = decodeMemory(attachment, layout.trainable);
    return {
      ...memory,
      residual: withoutPublished(memory.residual, replayed, layout),
    };
  } catch (error) {
    tell(`the optimizer starts anew: ${(error as Error).message}`);
    return undefined;
  }
}

/** Without it the epoch in progress begins anew. */
function epochOf(
  { attachment, replayed }: Restored,
  { rules: { layout } }: Replica,
  tell: (text: string) => void,
): EpochMemory | undefined {
  if (attachment.length === 0) return undefined;
  try {
    const epoch = decodeEpochOf(attachment, layout.trainable);
    return epoch && afterPublished(epoch, replayed);
  } catch (error) {
    tell(`the order begins anew: ${(error as Error).message}`);
    return undefined;
  }
}
