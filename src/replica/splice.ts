import type { AdmissionRules } from "./admission.ts";
import { DivergedError } from "./errors.ts";
import type { Feed } from "./feed.ts";
import type { FeedHead } from "./feed_head.ts";
import { feedIdOf } from "./feed_id.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { firstBeyond } from "./grid.ts";
import { equalBytes } from "./hex.ts";
import {
  addSegment,
  endOf,
  isWhatWasSigned,
  type RangeSum,
  startOf,
} from "./range_sum.ts";
import { verifyHeader } from "./wire.ts";

/**
 * What becomes of a sum of entries.
 *
 * * folded: it is in the model now
 * * known: all of it was here
 * * gap: what comes before it is missing
 * * invalid: not what the publisher signed, or damaged on the way
 */
export type ReceivedSum =
  | { readonly kind: "folded" | "known" | "gap" }
  | { readonly kind: "invalid"; readonly reason: string };

/** A sum that can be added to the model as it is: it begins right after what is folded. */
export type Spliced = ReceivedSum | {
  readonly kind: "ready";
  readonly sum: RangeSum;
};

const GAP = { kind: "gap" } as const;

/**
 * Cuts a sum from anyone down to what the model lacks: what it has in common with
 * the entries folded here is taken out, which the history of the feed allows where
 * it reaches back to the sum's beginning.
 *
 * @param feed the feed as it is here; undefined where nothing of it is
 */
export function splice(
  sum: RangeSum,
  feed: Feed | undefined,
  rules: AdmissionRules,
  fingerprint: Fingerprint,
): Spliced {
  const start = startOf(sum), end = endOf(sum);
  const folded = feed?.foldedCount ?? 0;
  if (end <= (feed?.count ?? 0)) return { kind: "known" };
  if (start > folded) return GAP;
  const reason = findFault(sum, feed, rules, fingerprint);
  if (reason !== undefined) return { kind: "invalid", reason };
  if (start === folded) return { kind: "ready", sum };
  const common = feed!.after(start)?.filter((part) => endOf(part) <= folded);
  // What begins before is not to be had apart.
  if (common === undefined || startOf(common[0]!) !== start) return GAP;
  const values = sum.values.slice();
  try {
    for (const part of common) addSegment(part, values, rules.layout, -1);
  } catch (error) {
    if (error instanceof DivergedError) return GAP;
    throw error;
  }
  return { kind: "ready", sum: { ...sum, from: feed!.folded, values } };
}

function findFault(
  sum: RangeSum,
  feed: Feed | undefined,
  rules: AdmissionRules,
  fingerprint: Fingerprint,
): string | undefined {
  const { from, to } = sum;
  const start = startOf(sum), end = endOf(sum);
  const name = `The sum of updates ${start + 1} to ${end} of feed ${sum.feed}`;
  if (!isBetweenHeaders(sum, rules)) {
    return `${name} is not between two signed headers`;
  }
  const known = start === 0 ? undefined : feed?.hashAt(start);
  if (known !== undefined && !equalBytes(known, from!.hash)) {
    return `${name} follows another update ${start} than the one here: a fork`;
  }
  if (feed?.ended !== undefined && feed.ended.seq <= end) {
    return `${name} holds update ${feed.ended.seq}, which is inadmissible`;
  }
  const before = from?.header.cumulativeUnits ?? 0;
  if (to.header.cumulativeUnits < before) {
    return `${name} has fewer than no units`;
  }
  if (
    firstBeyond(sum.values) >= 0 || !isWhatWasSigned(sum, fingerprint)
  ) {
    return `${name} is not what its publisher signed`;
  }
  return undefined;
}

/** Whether the headers at both ends are the publisher's own, the first before the last. */
export function isBetweenHeaders(
  sum: RangeSum,
  rules: AdmissionRules,
): boolean {
  const { from, to, feed } = sum;
  const heads = from === undefined ? [to] : [from, to];
  return startOf(sum) < endOf(sum) &&
    heads.every((head) => isOf(feed, head, rules));
}

function isOf(
  feed: string,
  { header, headerBytes }: FeedHead,
  rules: AdmissionRules,
): boolean {
  return feedIdOf(header.publicKey, header.incarnation) === feed &&
    verifyHeader(header, headerBytes, rules);
}
