import { addUpdate } from "./add_update.ts";
import type { AdmissionRules } from "./admission.ts";
import { addTail, tailOver } from "./adoption.ts";
import { Archive } from "./archive.ts";
import { auditAll } from "./audit.ts";
import { Clock } from "./clock.ts";
import type { Feed } from "./feed.ts";
import { type FeedHead, headOf } from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import type { FeedLimits, Received } from "./feeds.ts";
import { Forks } from "./forks.ts";
import { gridValues, toFloat32 } from "./grid.ts";
import { hashOf } from "./hash.ts";
import { toHex } from "./hex.ts";
import { layoutLength } from "./layout.ts";
import { addSegment, type RangeSum, startOf } from "./range_sum.ts";
import { checkSnapshot, type Snapshot } from "./snapshot.ts";
import { earlierBy, takenOut } from "./snapshot_at.ts";
import { type ReceivedSum, splice } from "./splice.ts";
import { newestSegment } from "./newest_segment.ts";
import type { Update } from "./update.ts";

/** What a replica is made of. */
export interface ReplicaOptions {
  /** What the manifest says about updates. */
  readonly rules: AdmissionRules;
  /** x0, one value for each coordinate of the layout; rounded to the grid. */
  readonly start: ArrayLike<number>;
  /** Bounds on memory. */
  readonly limits?: FeedLimits;
}

/**
 * One peer's copy of the model: x = x0 + the sum of all updates folded so far, exact and therefore independent of
 * their order. Replicas with equal clocks hold equal bytes.
 *
 * Receiving and folding are two steps: what is received can be served to others at once, and is folded when the peer
 * has a moment.
 *
 * @example
 * ```ts
 * import { createCodec } from "../compression/mod.ts";
 * import { encodePayload, FeedWriter, Replica, signerFromSeed, verifySignature } from "./mod.ts";
 *
 * const layout = { trainable: 2, state: 0 };
 * const rules = { manifestHash: new Uint8Array(32), layout, codecs: [1], maxPayloadLength: 8, verify: verifySignature };
 * const replica = new Replica({ rules, start: [1, 2] });
 *
 * const writer = new FeedWriter({
 *   signer: signerFromSeed(new Uint8Array(32)),
 *   incarnation: 1,
 *   manifestHash: rules.manifestHash,
 *   fingerprint: replica.fingerprints,
 * });
 * const codec = createCodec({ kind: "float32" });
 * const encoded = codec.encode(new Float64Array([0.5, -0.5]), new Float64Array(2));
 * const update = writer.write({ ...encoded, codec: codec.id, payload: encodePayload(encoded, { layout }) });
 *
 * replica.receive(update);
 * replica.fold(update.feed);
 * console.assert(replica.values[0] === 1.5);
 * ```
 */
export class Replica extends Archive {
  /** x as it is now; read it, never write it. The array stays the same for the replica's life. */
  readonly values: Float64Array;
  /** What has been folded. Read it only. */
  readonly clock: Clock = new Clock();
  /** What is known of forks. */
  readonly forks: Forks;
  readonly #start: bigint;
  #units = 0;

  /**
   * A replica that has folded nothing.
   *
   * @throws {DivergedError} where a starting value is not finite or reaches 2^20
   * @throws {RangeError} where there are not as many values as the layout has coordinates
   */
  constructor({ rules, start, limits }: ReplicaOptions) {
    if (start.length !== layoutLength(rules.layout)) {
      throw new RangeError(
        `Cannot create replica: ${start.length} starting values, the layout has ${
          layoutLength(rules.layout)
        }`,
      );
    }
    super(rules, limits);
    this.values = gridValues(start);
    this.#start = this.fingerprints.of(this.values);
    this.forks = new Forks({
      feeds: this.log,
      rules,
      takeOut: (feed, count) => this.#takeOut(feed, count),
    });
  }

  /** Units folded, over all feeds: progress is this over N. */
  get units(): number {
    return this.#units;
  }

  /**
   * Takes an update from anyone: appends it to its feed, holds it until its turn, or says what is wrong with it. One
   * that shows a fork takes what is after it out of the model again: see {@linkcode Forks}.
   *
   * @throws {DivergedError} if the model leaves its range on that way
   */
  receive(update: Update): Received {
    const received = this.log.receive(update);
    const { ended, admitted } = received;
    if (ended !== undefined || (admitted > 0 && !this.forks.isEmpty)) {
      this.forks.settle(this.log.get(update.feed)!);
    }
    return received;
  }

  /**
   * Adds the next admitted entry of `id` to the model; undefined where there is none.
   *
   * @throws {DivergedError} if a coordinate would reach 2^20; the replica is then as it was, to the last byte
   */
  fold(id: FeedId): Update | undefined {
    const feed = this.log.get(id);
    const update = feed?.get(feed.foldedCount + 1);
    if (update === undefined) return undefined;
    addUpdate(update, this.values, this.rules.layout, 1);
    this.#setFolded(feed!, update);
    this.#units += update.header.units;
    return update;
  }

  #setFolded(feed: Feed, head: FeedHead | undefined): void {
    feed.folded = head;
    this.clock.set(
      feed.id,
      head && { count: head.header.seq, head: head.hash },
    );
  }

  /**
   * Takes a feed's entries after `count` out of the model again, for example the branch after a fork.
   *
   * @throws {RangeError} if they, and the entry before them, are not all retained; nothing has changed then
   */
  retract(id: FeedId, count: number): void {
    const feed = this.log.get(id);
    if (feed === undefined || feed.count <= count) return;
    if (feed.first > Math.max(1, count)) {
      throw new RangeError(
        `Cannot retract feed ${id} to ${count}: entries before ${feed.first} are no longer retained`,
      );
    }
    this.#takeOut(feed, count);
  }

  /** As far as the entries, and those before them, are retained. */
  #takeOut(feed: Feed, count: number): void {
    for (;;) {
      const newest = newestSegment(feed, count);
      if (newest === undefined) break;
      const { segment, before } = newest;
      addSegment(segment, this.values, this.rules.layout, -1);
      this.#units -= unitsOf(feed.folded) - unitsOf(before);
      this.#setFolded(feed, before);
    }
    const least = Math.max(count, feed.foldedCount);
    while (feed.count > least) feed.unappend();
  }

  /** Rounds x to float32 into `out`, of the same length, for a gradient. */
  view(out: Float32Array): void {
    if (out.length !== this.values.length) {
      throw new RangeError(
        `Cannot view ${this.values.length} values in ${out.length}`,
      );
    }
    toFloat32(this.values, out);
  }

  /** F(x): see {@linkcode Fingerprint}. */
  fingerprint(): bigint {
    return this.fingerprints.of(this.values);
  }

  /** Hexadecimal SHA-256 of the clock's canonical bytes and x's (float64, little-endian). */
  hash(): string {
    const { buffer, byteOffset, byteLength } = this.values;
    return toHex(
      hashOf(
        this.clock.encode(),
        new Uint8Array(buffer, byteOffset, byteLength),
      ),
    );
  }

  /** Compares F(x) with F(x0) and what the publishers signed. Empty where all is well; else a line for each suspect. */
  verifyFingerprint(): string[] {
    return auditAll(this, this.#start);
  }

  /**
   * Adds the sum of entries to the model, where it follows or overlaps what is folded: what of it is folded already is
   * taken out first, if it is retained. What was admitted and not folded is in it, too.
   *
   * @throws {DivergedError} if a coordinate would reach 2^20; what was admitted before the sum may then be folded
   */
  receiveSum(sum: RangeSum): ReceivedSum {
    const start = startOf(sum);
    while (start > this.clock.count(sum.feed)) {
      if (this.fold(sum.feed) === undefined) return { kind: "gap" };
    }
    // It may be of another branch of a fork than the feed here.
    this.forks.compare(sum.from === undefined ? [sum.to] : [sum.from, sum.to]);
    const spliced = splice(
      sum,
      this.log.get(sum.feed),
      this.rules,
      this.fingerprints,
    );
    if (spliced.kind !== "ready") return spliced;
    const { to, from } = spliced.sum;
    addSegment(spliced.sum, this.values, this.rules.layout, 1);
    this.#units += to.header.cumulativeUnits -
      (from?.header.cumulativeUnits ?? 0);
    const feed = this.log.appendSum(spliced.sum);
    this.#setFolded(feed, to);
    this.forks.settle(feed);
    return { kind: "folded" };
  }

  /**
   * The model for a late joiner or the disk, with an attachment of the caller's: a copy, which stays as it is while the
   * replica moves on. {@linkcode snapshotFrames} are its bytes.
   */
  snapshot(attachment: Uint8Array = new Uint8Array()): Snapshot {
    const heads = new Map<FeedId, FeedHead>();
    for (const { id, folded } of this.log.values()) {
      if (folded) heads.set(id, headOf(folded));
    }
    return this.#snapshotOf(heads, this.values.slice(), attachment);
  }

  /**
   * The model as it was at an earlier clock, for whoever has part of it from another peer already: x without what was
   * folded since.
   *
   * @param counts entries of each feed at that clock
   * @returns undefined where that clock was never passed here, or what came since is not all retained
   */
  snapshotAt(counts: ReadonlyMap<FeedId, number>): Snapshot | undefined {
    const earlier = earlierBy(this.log.values(), counts);
    const values = earlier && takenOut(this.values, earlier.since, this.rules);
    return values && this.#snapshotOf(earlier!.heads, values, new Uint8Array());
  }

  #snapshotOf(
    heads: ReadonlyMap<FeedId, FeedHead>,
    values: Float64Array,
    attachment: Uint8Array,
  ): Snapshot {
    const { manifestHash, layout } = this.rules;
    return { manifestHash, layout, heads, values, attachment };
  }

  /**
   * Takes over a snapshot from anyone: x becomes the snapshot plus what was folded here and it lacks. Entries that it has
   * and this replica never saw cannot be served from here.
   *
   * @throws {SnapshotError} if it is wrong in any way or would lose something; the model is then as it was, but for
   * forks that the snapshot shows
   */
  adopt(snapshot: Snapshot): void {
    const fingerprint = this.fingerprints, start = this.#start;
    checkSnapshot(snapshot, { ...this.rules, fingerprint, start });
    this.forks.compare(snapshot.heads.values());
    const tail = tailOver(this.log.values(), snapshot);
    const values = tail.length > 0 ? snapshot.values.slice() : snapshot.values;
    addTail(values, tail, this.rules.layout);
    this.values.set(values);
    for (const feed of this.forks.feeds()) {
      if (feed.residue === 0) continue;
      const head = snapshot.heads.get(feed.id);
      this.#units -= unitsOf(feed.folded) - unitsOf(head);
      feed.goBack(head);
      this.#setFolded(feed, head);
    }
    for (const [id, head] of snapshot.heads) {
      const before = this.log.get(id)?.folded?.header.cumulativeUnits ?? 0;
      this.#units += Math.max(0, head.header.cumulativeUnits - before);
      const feed = this.log.jump(id, head);
      this.#setFolded(feed, feed.folded);
    }
    for (const feed of this.forks.feeds()) this.forks.settle(feed);
  }
}

function unitsOf(head: FeedHead | undefined): number {
  return head?.header.cumulativeUnits ?? 0;
}
