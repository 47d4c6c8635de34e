import type { Network } from "../network/mod.ts";
import { adviceWhileMeeting } from "./advice_for_loner.ts";

/**
 * How long a lone peer looks for others before it begins, ms in which it runs: mDNS
 * answers within 120 ms (RFC 6762), but on a link of 100 ms that loses a tenth of all
 * packets it takes four questions to be sure of an answer.
 */
const GRACE = 2000;

/**
 * How long it may take to meet somebody of those that were found, ms: libp2p dials for
 * 10 s, and where a tenth of all packets is lost, a first and a second dial may fail.
 */
const MEETING = 30_000;

/** What lies between two looks counts for no more, ms: what came in a pause of the machine is yet to be heard. */
const BETWEEN = 100;

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
  network: Pick<Network, "peers" | "hasFound" | "unreached">,
  { waitFor, bootstrap = [] }: { waitFor?: number; bootstrap?: string[] },
  tell: (text: string) => void,
): () => boolean {
  const isAlone = () => waitFor === undefined && network.peers().length === 0;
  const wasAlone = isAlone();
  let isTold = false, ms = 0, before = performance.now();
  return () => {
    const now = performance.now();
    ms += Math.min(now - before, BETWEEN);
    before = now;
    if (ms < GRACE) return wasAlone;
    if (!isAlone() || !network.hasFound || ms >= MEETING) return false;
    if (!isTold) {
      const seconds = (MEETING - ms) / 1000;
      tell(adviceWhileMeeting(bootstrap, network.unreached(), seconds));
    }
    return isTold = true;
  };
}
