import type { FeedEnd } from "./feed.ts";
import type { FeedId } from "./feed_id.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { equalBytes } from "./hex.ts";
import type { Verify } from "./identity.ts";
import type { Layout } from "./layout.ts";
import { payloadCodec } from "./payload.ts";
import type { Update, UpdateHeader } from "./update.ts";
import { verdictOn } from "./verdict.ts";

/** What the manifest says about updates. Equal on all peers, or their clocks would part. */
export interface AdmissionRules {
  /** Hash of the manifest, 32 bytes; part of what headers sign. */
  readonly manifestHash: Uint8Array;
  /** Shape of x. */
  readonly layout: Layout;
  /** Ids of the codecs that may be used. */
  readonly codecs: readonly number[];
  /** Most bytes of one payload. */
  readonly maxPayloadLength: number;
  /** Largest magnitude of one coordinate of one update; default {@linkcode DEFAULT_MAX_ABS}. */
  readonly maxAbs?: number;
  /** How signatures are checked. */
  readonly verify: Verify;
  /** Given, an update whose fingerprint is not its payload's is inadmissible. Costs a decoding of each update. */
  readonly fingerprint?: Fingerprint;
}

/** What admission must know of a feed so far. */
export interface FeedTail {
  /** The last entry admitted. */
  readonly admitted: {
    readonly header: UpdateHeader;
    readonly hash: Uint8Array;
  } | undefined;
  /** Set where the feed takes no more entries from a number on. */
  readonly ended: FeedEnd | undefined;
  /** Hash of the entry with this number, where known; held ones included. */
  hashAt(seq: number): Uint8Array | undefined;
}

/**
 * What becomes of an update.
 *
 * * next: it follows the feed's last entry and is admissible
 * * early: signed and whole, but entries before it are missing; hold and forward it
 * * known: already here (or so old that its hash is forgotten)
 * * invalid: not the publisher's words, or damaged on the way; drop it, the feed is not to blame
 * * refused: the publisher's own words break the rules; the update is the evidence that ends the feed at `seq`
 * * ended: the feed ended at or before this number
 */
export type Admission =
  | { readonly kind: "next" | "early" | "known" | "ended" }
  | { readonly kind: "invalid" | "refused"; readonly reason: string };

/**
 * Decides about an update from (manifest, feed so far, update) alone: every peer that has the same feed so far
 * decides alike. Changes nothing.
 */
export function admit(
  rules: AdmissionRules,
  tail: FeedTail | undefined,
  update: Update,
): Admission {
  const { seq } = update.header;
  const known = tail?.hashAt(seq);
  if (known !== undefined && equalBytes(known, update.hash)) {
    return { kind: "known" };
  }
  const count = tail?.admitted?.header.seq ?? 0;
  if (known === undefined && seq <= count) return { kind: "known" };
  if (tail?.ended !== undefined && seq >= tail.ended.seq) {
    return { kind: "ended" };
  }
  const { header, payload } = update;
  const verdict = verdictOn(update, rules);
  if (!verdict.isSigned) {
    return { kind: "invalid", reason: "The signature is wrong" };
  }
  if (known !== undefined) {
    return {
      kind: "refused",
      reason: `Two different updates are signed as number ${seq}: a fork`,
    };
  }
  // Before the payload is hashed or held: this bounds what a stranger can make us do.
  const limit = rules.maxPayloadLength;
  if (header.payloadLength > limit) {
    const reason =
      `Its payload has ${header.payloadLength} bytes, at most ${limit} are allowed`;
    return { kind: "refused", reason };
  }
  if (!verdict.isIntact) {
    return {
      kind: "invalid",
      reason: `The payload (${payload.length} bytes) is not the header's`,
    };
  }
  if (seq > count + 1) return { kind: "early" };
  return admitNext(rules, tail, update);
}

const NEXT: Admission = { kind: "next" };

/** The second half of {@linkcode admit}, for an update that is next in its feed and known to be signed and whole. */
export function admitNext(
  rules: AdmissionRules,
  tail: FeedTail | undefined,
  update: Update,
): Admission {
  const reason = findBrokenRule(rules, tail?.admitted, update);
  return reason === undefined ? NEXT : { kind: "refused", reason };
}

function findBrokenRule(
  rules: AdmissionRules,
  last: FeedTail["admitted"],
  update: Update,
): string | undefined {
  const { feed, header } = update;
  return brokenChain(last, header, feed) ??
    verdictOn(update, rules).brokenRule ??
    brokenSums(last?.header, header) ??
    brokenFingerprint(rules, last?.header, update);
}

function brokenChain(
  last: FeedTail["admitted"],
  header: UpdateHeader,
  feed: FeedId,
): string | undefined {
  if (last !== undefined) {
    return equalBytes(last.hash, header.predecessor)
      ? undefined
      : `Update ${header.seq} names another predecessor than update ${last.header.seq}`;
  }
  const previous = header.previousFeed;
  if (previous === undefined) {
    return header.predecessor.every((byte) => byte === 0)
      ? undefined
      : "The first update names a predecessor, but no previous feed";
  }
  return previous.count > 0 && previous.feed !== feed
    ? undefined
    : "The first update names a previous feed that cannot be one";
}

function brokenSums(
  last: UpdateHeader | undefined,
  header: UpdateHeader,
): string | undefined {
  if (header.round < (last?.round ?? 0)) {
    return `Its round is ${header.round}, after round ${last?.round}`;
  }
  if (header.cumulativeUnits !== (last?.cumulativeUnits ?? 0) + header.units) {
    return `Its cumulative units are ${header.cumulativeUnits}, not the sum so far`;
  }
  const norm = (last?.cumulativeNorm ?? 0) + header.norm;
  if (Math.abs(header.cumulativeNorm - norm) > 1e-9 * norm) {
    return `Its cumulative norm is ${header.cumulativeNorm}, the sum so far is ${norm}`;
  }
  return undefined;
}

function brokenFingerprint(
  rules: AdmissionRules,
  last: UpdateHeader | undefined,
  { header, payload }: Update,
): string | undefined {
  if (rules.fingerprint === undefined && header.codec !== 0) return undefined;
  const own =
    rules.fingerprint?.ofPayload(payload, payloadCodec(header.codec)) ?? 0n;
  const sum = BigInt.asUintN(64, (last?.fingerprint ?? 0n) + own);
  return sum === header.fingerprint
    ? undefined
    : "Its fingerprint is not its payload's";
}
