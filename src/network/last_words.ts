import type { Libp2p } from "@libp2p/interface";
import type { Gossip } from "./gossip.ts";
import type { Payloads } from "./payloads/payloads.ts";
import { afterOwnTime } from "../time/mod.ts";
import { isAnswering } from "./probe.ts";
import type { WireMeter } from "./wire_meter.ts";

/** How long a peer that leaves waits for nothing at all to come from another, in milliseconds. */
const WITHIN = 1_000;

/** How long it waits at most, in milliseconds in which it runs. */
const AT_MOST = 3_000;

/** How often it is looked whether a stream has taken what was published, in milliseconds. */
const LOOK_EVERY = 5;

/** What may hold last words. */
export interface LastWords {
  /** Messages that were published. */
  gossip: Gossip;
  /** The payload that was announced last, which only this peer may have. */
  payloads: Payloads;
  /** Shows what comes from whom. */
  meter: WireMeter;
}

/**
 * Lets what was published last reach the peers that are connected, before
 * connections are closed: closing drops what is still queued. What comes back to a
 * question was sent after all that went before it on the same connection.
 */
export async function deliverLastWords(
  host: Libp2p,
  { gossip, payloads, meter }: LastWords,
): Promise<void> {
  let isOver = false;
  const delivered = async () => {
    await gossip.published();
    while (!isOver && (gossip.backlogs.queued > 0 || payloads.lacking > 0)) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
    await Promise.all(
      host.getConnections().map((each) => isAnswering(each, WITHIN, meter)),
    );
  };
  const late = Promise.withResolvers<void>();
  const callOff = afterOwnTime(AT_MOST, late.resolve);
  await Promise.race([delivered(), late.promise]);
  isOver = true;
  callOff();
}
