import type { PeerEnding } from "./process.ts";
import type { RealPeer } from "./real_peer.ts";

/** Why a process ended that nobody ended. */
export function describeFailure(
  { index, error }: RealPeer,
  { code, signal, stderr }: PeerEnding,
): string {
  const how = signal === null
    ? `ended with exit code ${code}`
    : `was ended by ${signal}`;
  const why = error ??
    (stderr.length > 0
      ? `its last words were:\n${stderr.map((line) => `  ${line}`).join("\n")}`
      : "it said nothing about why");
  return `peer-${index} ${how}, so the others were stopped: ${why}`;
}
