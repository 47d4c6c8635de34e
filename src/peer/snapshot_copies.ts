import { type Replica, type Snapshot, snapshotFrames } from "../replica/mod.ts";

/** Copies of the model that are held at a time for those that take it. */
const COPIES = 2;

/** A clock to send the model at, and where to begin. */
export interface Resume {
  /** Entries of each feed that the model is to hold. */
  readonly counts: ReadonlyMap<string, number>;
  /** The first chunk of values to send. */
  readonly chunk: number;
}

interface Copy {
  readonly snapshot: Snapshot;
  /** Answers that it is read by. */
  readers: number;
}

/**
 * The model as it is sent to those that join: while it moves on here, an answer goes
 * on at the clock that it began with. So there is a copy, which answers share, and
 * which is gone with the last of them.
 */
export class SnapshotCopies {
  readonly #replica: Replica;
  readonly #copies = new Set<Copy>();

  /** Holds nothing yet. */
  constructor(replica: Replica) {
    this.#replica = replica;
  }

  /**
   * Frames of the model: head and values, each packed when it is asked for.
   *
   * @param resume sent at this clock and from this chunk on where that can still be
   * made, for somebody who has the chunks before; else all of it at a clock of today
   * @throws {RangeError} When it is asked for the first frame and as many copies are
   * held already as may be
   */
  *frames(resume?: Resume): Generator<Uint8Array, void> {
    const resumed = resume && this.#at(resume.counts);
    const copy = resumed ?? this.#recent() ??
      this.#hold(() => this.#replica.snapshot())!;
    copy.readers++;
    try {
      const from = resumed === undefined ? 0 : resume!.chunk;
      yield* snapshotFrames(copy.snapshot, from);
    } finally {
      if (--copy.readers === 0) this.#copies.delete(copy);
    }
  }

  /** A copy that is being read, if what has come since can still be had here. */
  #recent(): Copy | undefined {
    let newest: Copy | undefined;
    for (const copy of this.#copies) {
      if (this.#canGoOnFrom(copy.snapshot)) newest = copy;
    }
    return newest;
  }

  #canGoOnFrom({ heads }: Snapshot): boolean {
    for (const { id, first, foldedCount } of this.#replica.feeds()) {
      const count = heads.get(id)?.header.seq ?? 0;
      if (count < foldedCount && first > count + 1) return false;
    }
    return true;
  }

  #at(counts: ReadonlyMap<string, number>): Copy | undefined {
    for (const copy of this.#copies) {
      if (isAt(copy.snapshot, counts)) return copy;
    }
    return this.#hold(() => this.#replica.snapshotAt(counts));
  }

  #hold(make: () => Snapshot | undefined): Copy | undefined {
    if (this.#copies.size >= COPIES) {
      throw new RangeError(
        `Cannot send the model: ${COPIES} copies of it are being sent already; ask another peer, or later`,
      );
    }
    const snapshot = make();
    if (snapshot === undefined) return undefined;
    const copy = { snapshot, readers: 0 };
    this.#copies.add(copy);
    return copy;
  }
}

function isAt(
  { heads }: Snapshot,
  counts: ReadonlyMap<string, number>,
): boolean {
  if (heads.size !== counts.size) return false;
  for (const [feed, { header }] of heads) {
    if (counts.get(feed) !== header.seq) return false;
  }
  return true;
}
