import {
  Assembler,
  checkSnapshotHead,
  CHUNK,
  layoutLength,
  type Replica,
  type Snapshot,
  type SnapshotHead,
  type ValuesChunk,
} from "../replica/mod.ts";
import type { Resume } from "./snapshot_copies.ts";

/** How far a transfer is. */
export interface Fetched {
  /** Bytes of values that have come. */
  readonly bytes: number;
  /** Bytes of all of them, estimated from those that have come. */
  readonly of: number;
}

/** Of a transfer, so many parts are told. */
const TOLD = 20;

/** Bytes of a values frame before the values. */
const FRONT = 6;

/**
 * A snapshot on its way here, in frames. What has come outlasts the stream it came
 * on: the next one brings the rest, if somebody can still make the model at that
 * clock.
 */
export class Incoming {
  readonly #replica: Replica;
  readonly #sources = new Set<string>();
  #head: SnapshotHead | undefined;
  #assembler: Assembler | undefined;
  #bytes = 0;

  /** Nothing is on its way. */
  constructor(replica: Replica) {
    this.#replica = replica;
  }

  /** What to ask for, to go on where the last stream broke off; undefined where nothing has come. */
  get resume(): Resume | undefined {
    const assembler = this.#assembler;
    if (this.#head === undefined || !assembler?.next) return undefined;
    const counts = new Map<string, number>();
    for (const [feed, { header }] of this.#head.heads) {
      counts.set(feed, header.seq);
    }
    return { counts, chunk: assembler.next };
  }

  /** Whether no values have come from anybody else. */
  isOnlyFrom(peer: string): boolean {
    return [...this.#sources].every((source) => source === peer);
  }

  /** Whether values have come from more than one peer, so that nobody can be blamed for all of them. */
  get isMixed(): boolean {
    return this.#sources.size > 1;
  }

  /**
   * A stream names the snapshot whose values it brings. If it is another than the
   * one before, that is given up.
   *
   * @throws {SnapshotError} if it is not of this swarm, or not what publishers signed
   */
  begin(head: SnapshotHead): void {
    checkSnapshotHead(head, this.#replica.rules);
    if (this.#head !== undefined && isSameClock(this.#head, head)) return;
    this.drop();
    this.#head = head;
  }

  /**
   * Takes values.
   *
   * @param from who sent them
   * @returns how far it is, where that is to be told; and the snapshot when it is whole
   * @throws {WireError} if they are not those that are due
   */
  take(
    chunk: ValuesChunk,
    from: string,
  ): { told?: Fetched; whole?: Snapshot } {
    const head = this.#head;
    if (head === undefined) return {};
    // Only now: nobody makes this peer hold a model's memory with a head alone.
    const assembler = this.#assembler ??= new Assembler(
      layoutLength(this.#replica.rules.layout),
    );
    // Who cannot go on at a chunk sends all.
    if (chunk.index < assembler.next) return {};
    const values = assembler.take(chunk);
    this.#sources.add(from);
    this.#bytes += chunk.packed.length + FRONT;
    const { next, size } = assembler;
    const part = (chunks: number) => Math.floor(TOLD * chunks / size);
    const told = part(next) > part(next - 1)
      ? { told: this.#fetched(next) }
      : {};
    return values === undefined
      ? told
      : { ...told, whole: { ...head, values } };
  }

  /** Gives up what has come. */
  drop(): void {
    this.#head = undefined;
    this.#assembler = undefined;
    this.#bytes = 0;
    this.#sources.clear();
  }

  #fetched(chunks: number): Fetched {
    const length = layoutLength(this.#replica.rules.layout);
    const part = Math.min(1, chunks * CHUNK / length);
    return { bytes: this.#bytes, of: Math.round(this.#bytes / part) };
  }
}

function isSameClock(one: SnapshotHead, other: SnapshotHead): boolean {
  if (one.heads.size !== other.heads.size) return false;
  for (const [feed, { hash }] of one.heads) {
    const same = other.heads.get(feed)?.hash;
    if (same === undefined || hash.some((byte, i) => byte !== same[i])) {
      return false;
    }
  }
  return true;
}
