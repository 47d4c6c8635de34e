/** What the reason of a peer begins with that leaves because its identity was started again. */
export const SUPERSEDED = "superseded";

/** What the reason of a peer begins with that leaves because somebody else goes on with its feed. */
export const FORKED = "forked";

/** Why a peer leaves whose identity was started again. */
export const SUPERSEDED_REASON =
  `${SUPERSEDED}: another process was started later with this peer's identity and takes part now, and an identity can be in one place only. What was published here is safe: the others have it. To run both, give each a --state folder of its own; in a copied folder remove the file "identity" for a new one`;

/** Why a peer leaves whose feed somebody else goes on with. */
export const FORKED_REASON =
  `${FORKED}: another process signs updates of this very run, as the copy of a running machine does. What both have published since they parted is in nobody's model, what came before is. Stop one of the two for good, and start the other anew`;

/** What a person is told where a peer has left for one of these reasons; undefined for others. */
export function explainDouble(reason: string): string | undefined {
  for (const start of [SUPERSEDED, FORKED]) {
    if (reason.startsWith(`${start}: `)) return reason.slice(start.length + 2);
  }
  return undefined;
}
