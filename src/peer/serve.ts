import {
  bytesOf,
  CHUNK,
  encodeEvidence,
  type FeedId,
  feedIdBytes,
  feedIdFrom,
  type Held,
  type Replica,
  segmentFrames,
} from "../replica/mod.ts";
import { heritageFrames } from "./heritage.ts";
import { decodeResume, encodeResume } from "./resume.ts";
import type { PeerConfig } from "./config.ts";
import type { Members } from "./members.ts";
import type { Retention } from "./retention.ts";
import type { Swarm } from "./swarm.ts";
import { type Resume, SnapshotCopies } from "./snapshot_copies.ts";

/** Bytes of updates in one answer; whoever lacks more asks again. */
const ANSWER_BYTES = 32 * 2 ** 20;

/** Bytes for each feed: its name, how many entries are here, and since which all of them. */
const ENTRY = 24;

/** First byte of a request: a snapshot may be sent; an earlier transfer broke off; nothing but a snapshot helps; a snapshot could not be taken. */
const WELCOME = 1, RESUME = 2, NEEDED = 4, REFUSED = 8;

/**
 * Bytes of a request: where an earlier transfer of the model broke off, and what
 * this peer has of each feed known.
 */
export function encodeRequest(
  held: ReadonlyMap<FeedId, Held>,
  snapshotWelcome: boolean | "needed" | "refused",
  resume?: Resume,
): Uint8Array {
  const front = resume === undefined ? [] : encodeResume(resume);
  const bytes = new Uint8Array(1 + front.length + held.size * ENTRY);
  const view = new DataView(bytes.buffer);
  bytes[0] = (snapshotWelcome === true ? WELCOME : 0) |
    (snapshotWelcome === "needed" ? NEEDED : 0) |
    (snapshotWelcome === "refused" ? REFUSED : 0) |
    (resume === undefined ? 0 : RESUME);
  bytes.set(front, 1);
  let at = 1 + front.length;
  for (const [id, { count, since }] of held) {
    bytes.set(feedIdBytes(id), at);
    view.setUint32(at + 16, count, true);
    view.setUint32(at + 20, since, true);
    at += ENTRY;
  }
  return bytes;
}

interface Request {
  held: Map<FeedId, Held>;
  snapshotWelcome: boolean;
  snapshotNeeded: boolean;
  snapshotRefused: boolean;
  resume: Resume | undefined;
}

/**
 * Reads a request.
 *
 * @throws {RangeError} If the length is not that of a request
 */
function decodeRequest(bytes: Uint8Array): Request {
  const flags = bytes[0] ?? 0;
  let rest = bytes.subarray(1);
  let resume: Resume | undefined;
  if ((flags & RESUME) !== 0) ({ resume, rest } = decodeResume(rest));
  if (bytes.length === 0 || rest.length % ENTRY !== 0) {
    throw new RangeError(
      `Cannot read a catch-up request of ${bytes.length} bytes: not 1 + ${ENTRY} for each feed`,
    );
  }
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
  const held = new Map<FeedId, Held>();
  for (let at = 0; at < rest.length; at += ENTRY) {
    held.set(feedIdFrom(rest.subarray(at, at + 16)), {
      count: view.getUint32(at + 16, true),
      since: view.getUint32(at + 20, true),
    });
  }
  return {
    held,
    snapshotWelcome: (flags & WELCOME) !== 0,
    snapshotNeeded: (flags & NEEDED) !== 0,
    snapshotRefused: (flags & REFUSED) !== 0,
    resume,
  };
}

/** The rooms that answers come from. */
export interface ServerParts {
  config: PeerConfig;
  swarm: Swarm;
  retention: Retention;
}

/** Answers others' requests for what they lack. */
export class Server {
  readonly #replica: Replica;
  readonly #retention: Retention;
  readonly #members: Members;
  readonly #copies: SnapshotCopies;

  /** Serves what the replica retains, and the model itself. */
  constructor(
    { config: { replica }, retention, swarm: { members } }: ServerParts,
  ) {
    this.#replica = replica;
    this.#retention = retention;
    this.#members = members;
    this.#copies = new SnapshotCopies(replica);
  }

  /**
   * What a clock lacks: the updates themselves, sums of those that are no longer kept
   * one by one, or a snapshot where that is smaller or all that is left. Who could not
   * take a snapshot gets of each feed what there is: the rest may be had from others.
   *
   * @param word the own status, which comes first: it tells what the answer leads to
   * @param publicKey hex of the asker's key: what it has said since counts, too
   * @throws {RangeError} If the request is malformed
   */
  answer(
    request: Uint8Array,
    word: () => Uint8Array,
    publicKey?: string,
  ): Generator<Uint8Array, void> {
    const asked = decodeRequest(request);
    if (publicKey !== undefined) this.#renew(asked.held, publicKey);
    return this.#frames(asked, word());
  }

  /**
   * A request may have been long on its way, and what the asker has told that it has
   * meanwhile is perhaps kept no longer.
   */
  #renew(held: Map<FeedId, Held>, publicKey: string): void {
    for (
      const { feed, count } of this.#members.byKey(publicKey)?.full?.entries ??
        []
    ) {
      const before = held.get(feed);
      if (before === undefined) held.set(feed, { count, since: count });
      else if (before.count < count) held.set(feed, { ...before, count });
    }
  }

  *#frames(
    { held, snapshotWelcome, snapshotNeeded, snapshotRefused, resume }: Request,
    word: Uint8Array,
  ): Generator<Uint8Array, void> {
    yield word;
    for (const evidence of this.#replica.forks.evidence()) {
      yield encodeEvidence(evidence);
    }
    if (snapshotNeeded) return yield* this.#model(undefined);
    const missing = this.#replica.missing(held, ANSWER_BYTES, snapshotRefused);
    if (missing === "beyond horizon") return yield* this.#model(resume);
    const bytes = missing.reduce((sum, segment) => sum + bytesOf(segment), 0);
    if (snapshotWelcome && bytes > this.#modelBytes(resume)) {
      return yield* this.#model(resume);
    }
    for (const segment of missing) yield* segmentFrames(segment);
  }

  /** The model, and then what whoever is away will ask of those that hold it. */
  *#model(resume: Resume | undefined): Generator<Uint8Array, void> {
    yield* this.#copies.frames(resume);
    yield* heritageFrames(this.#replica, this.#retention);
  }

  /** Bytes of the model as it is sent, about: values take four bytes or a little more. */
  #modelBytes(resume: Resume | undefined): number {
    const { length } = this.#replica.values;
    return 4 * Math.max(0, length - CHUNK * (resume?.chunk ?? 0));
  }
}
