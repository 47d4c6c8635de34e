import type { Network } from "../network/mod.ts";
import { adviceWhileMeeting } from "./advice_for_loner.ts";

/**
 * How long a lone peer looks for others before it begins, ms: mDNS answers within
 * 120 ms (RFC 6762), but on a link of 100 ms that loses a tenth of all packets it takes
 * four questions to be sure of an answer.
 */
const GRACE = 2000;

/**
 * How long it may take to meet somebody of those that were found, ms: libp2p dials for
 * 10 s, and where a tenth of all packets is lost, a first and a second dial may fail.
 */
const MEETING = 30_000;

/**
 * Whether a peer still waits for others to begin with, asked again and again. Whoever
 * has been found is met first: on a link of 100 ms with losses that takes seconds, in
 * which a peer that began alone would train on its own old model.
 *
 * @param options.waitFor where it is given, the peer itself knows for how many to wait
 * @param options.bootstrap whom it tries to reach
 * @param tell is told once that somebody was found who does not answer yet
 */
export function gathering(
  network: Pick<Network, "peers" | "hasFound">,
  { waitFor, bootstrap = [] }: { waitFor?: number; bootstrap?: string[] },
  tell: (text: string) => void,
): () => boolean {
  const isAlone = () => waitFor === undefined && network.peers().length === 0;
  const since = performance.now();
  const wasAlone = isAlone();
  let isTold = false;
  return () => {
    const ms = performance.now() - since;
    if (ms < GRACE) return wasAlone;
    if (!isAlone() || !network.hasFound || ms >= MEETING) return false;
    if (!isTold) tell(adviceWhileMeeting(bootstrap, (MEETING - ms) / 1000));
    return isTold = true;
  };
}
