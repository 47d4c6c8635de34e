import { onGrid } from "./grid.ts";
import { DIVERGED } from "../compression/mod.ts";
import { SnapshotError, WireError } from "./errors.ts";
import type { FeedHead } from "./feed_head.ts";
import type { FeedId } from "./feed_id.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { equalBytes } from "./hex.ts";
import type { Verify } from "./identity.ts";
import { type Layout, layoutLength } from "./layout.ts";
import { encodeSnapshotHead, type SnapshotHead } from "./snapshot_head.ts";
import { Assembler, chunksOf, valuesFrames } from "./values.ts";
import { decodeFrame, type Frame, verifyHeader } from "./wire.ts";

/** A model with the clock it stands for. */
export interface Snapshot extends SnapshotHead {
  /** x, on the grid, as it was at that clock; not to be changed. */
  readonly values: Float64Array;
}

/** What a snapshot is checked against. */
export interface SnapshotRules {
  /** Hash of the manifest. */
  readonly manifestHash: Uint8Array;
  /** Shape of x. */
  readonly layout: Layout;
  /** How the heads' signatures are checked. */
  readonly verify: Verify;
  /** The manifest's fingerprint. */
  readonly fingerprint: Fingerprint;
  /** F(x0). */
  readonly start: bigint;
}

/**
 * A snapshot as it travels and lies on disk: the head, then the values chunk by
 * chunk, each packed when it is asked for.
 *
 * @param from the first chunk, where a transfer is resumed
 */
export function* snapshotFrames(
  snapshot: Snapshot,
  from = 0,
): Generator<Uint8Array, void> {
  yield encodeSnapshotHead(snapshot);
  yield* valuesFrames(snapshot.values, from);
}

/**
 * Puts a whole snapshot together.
 *
 * @param frames the head and all values, and perhaps more; checked only in so far as they are well-formed
 * @returns it, and how many of the frames are its
 * @throws {WireError} if one is malformed, or they are too few
 */
export function joinSnapshot(
  frames: readonly Uint8Array[],
): { snapshot: Snapshot; count: number } {
  const [first = new Uint8Array()] = frames;
  const { head } = decodeKind(first, "snapshot");
  const length = layoutLength(head.layout);
  const count = 1 + chunksOf(length);
  // Nothing is allocated that was not sent.
  if (frames.length < count) {
    throw new WireError(
      `Cannot read snapshot: ${frames.length} frames, not ${count}`,
    );
  }
  const assembler = new Assembler(length);
  for (const bytes of frames.slice(1, count)) {
    assembler.take(decodeKind(bytes, "values").chunk);
  }
  return { snapshot: { ...head, values: assembler.values }, count };
}

function decodeKind<K extends Frame["kind"]>(
  bytes: Uint8Array,
  kind: K,
): Extract<Frame, { kind: K }> {
  const frame = decodeFrame(bytes);
  if (frame.kind !== kind) {
    throw new WireError(
      `Cannot read snapshot: ${frame.kind} in the place of ${kind}`,
    );
  }
  return frame as Extract<Frame, { kind: K }>;
}

// Heads whose signatures were found right: a transfer checks them when it begins
// and the replica when it adopts.
const signed = new WeakMap<ReadonlyMap<FeedId, FeedHead>, Uint8Array>();

/**
 * Checks what a snapshot says before its values: that it is of this swarm, and its
 * clock in the publishers' own words.
 *
 * @throws {SnapshotError} if not
 */
export function checkSnapshotHead(
  { manifestHash, layout, heads }: SnapshotHead,
  rules: Omit<SnapshotRules, "fingerprint" | "start">,
): void {
  if (!equalBytes(manifestHash, rules.manifestHash)) {
    throw new SnapshotError(
      "Cannot adopt snapshot: it belongs to another manifest",
    );
  }
  const { trainable: n, state: m } = layout;
  if (n !== rules.layout.trainable || m !== rules.layout.state) {
    throw new SnapshotError(
      `Cannot adopt snapshot: it has ${n} + ${m} coordinates, the model ${rules.layout.trainable} + ${rules.layout.state}`,
    );
  }
  if (signed.get(heads) === rules.manifestHash) return;
  for (const [feed, { header, headerBytes }] of heads) {
    if (!verifyHeader(header, headerBytes, rules)) {
      throw new SnapshotError(
        `Cannot adopt snapshot: the head of feed ${feed} is not signed`,
        { isFalse: true },
      );
    }
  }
  signed.set(heads, rules.manifestHash);
}

/**
 * Checks a snapshot from anyone against its publishers' own signed words.
 *
 * @throws {SnapshotError} if it is of another manifest or layout, off the grid, or if its values are not what the heads'
 * fingerprints add up to
 */
export function checkSnapshot(snapshot: Snapshot, rules: SnapshotRules): void {
  checkSnapshotHead(snapshot, rules);
  const { heads, values } = snapshot;
  if (values.length !== layoutLength(rules.layout)) {
    throw new SnapshotError(
      `Cannot adopt snapshot: it has ${values.length} values`,
    );
  }
  for (let j = 0; j < values.length; j++) {
    const value = values[j]!;
    if (!(Math.abs(value) < DIVERGED) || !onGrid(value)) {
      throw new SnapshotError(
        `Cannot adopt snapshot: coordinate ${j} is ${value}, off the grid`,
        { isFalse: true },
      );
    }
  }
  let expected = rules.start;
  for (const { header } of heads.values()) expected += header.fingerprint;
  if (rules.fingerprint.of(values) !== BigInt.asUintN(64, expected)) {
    throw new SnapshotError(
      "Cannot adopt snapshot: its values are not the sum that its publishers signed",
      { isFalse: true },
    );
  }
}
