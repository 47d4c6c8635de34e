import type { Feed } from "./feed.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { payloadCodec } from "./payload.ts";

/** A line for each retained entry whose fingerprint is not that of its payload. */
export function audit(feed: Feed, fingerprint: Fingerprint): string[] {
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
