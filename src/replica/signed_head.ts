import type { AdmissionRules } from "./admission.ts";
import type { FeedHead } from "./feed_head.ts";
import { verifyHeader } from "./wire.ts";

/** What was found of a header's signature. */
interface Found {
  readonly rules: AdmissionRules;
  readonly isSigned: boolean;
}

const found = new WeakMap<Uint8Array, Found>();

/**
 * Whether a header carries its publisher's signature for this manifest: found out
 * once for the same bytes, as an announcement's are those of the update that it
 * becomes.
 */
export function isSigned(
  { header, headerBytes }: Pick<FeedHead, "header" | "headerBytes">,
  rules: AdmissionRules,
): boolean {
  const known = found.get(headerBytes);
  if (known !== undefined && known.rules === rules) return known.isSigned;
  const isSigned = verifyHeader(header, headerBytes, rules);
  found.set(headerBytes, { rules, isSigned });
  return isSigned;
}
