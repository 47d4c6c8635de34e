import type { Feed } from "./feed.ts";
import type { Fingerprint } from "./fingerprint.ts";
import type { Archive } from "./archive.ts";
import { payloadCodec } from "./payload.ts";

/** See Replica.verifyFingerprint(). */
export function auditAll(
  replica: Archive & { fingerprint(): bigint },
  start: bigint,
): string[] {
  let expected = start;
  for (const { folded } of replica.feeds()) {
    expected += folded?.header.fingerprint ?? 0n;
  }
  if (BigInt.asUintN(64, expected) === replica.fingerprint()) return [];
  const problems = [...replica.feeds()].flatMap((feed) =>
    audit(feed, replica.fingerprints)
  );
  return problems.length > 0 ? problems : [
    "The model is not the sum that its publishers signed, and no retained update is to blame",
  ];
}

/** A line for each retained entry whose fingerprint is not that of its payload. */
function audit(feed: Feed, fingerprint: Fingerprint): string[] {
  const problems: string[] = [];
  for (let seq = feed.first; seq <= feed.foldedCount; seq++) {
    const update = feed.get(seq);
    const before = seq === 1 ? 0n : feed.get(seq - 1)?.header.fingerprint;
    if (update === undefined || before === undefined) continue;
    const own = fingerprint.ofPayload(
      update.payload,
      payloadCodec(update.header.codec),
    );
    if (BigInt.asUintN(64, before + own) === update.header.fingerprint) {
      continue;
    }
    problems.push(
      `Update ${seq} of feed ${feed.id} is not what its fingerprint says`,
    );
  }
  return problems;
}
