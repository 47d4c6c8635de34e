import type { Gossip } from "./gossip.ts";
import type { Inbox } from "./inbox.ts";
import type { Payloads } from "./payloads/payloads.ts";
import type { NetworkStats } from "./types.ts";
import type { WireMeter } from "./wire_meter.ts";

/** What was counted since the start. */
export function networkStats(
  { gossip, payloads, meter, inbox }: {
    gossip: Gossip;
    payloads: Payloads;
    meter: WireMeter;
    inbox: Inbox;
  },
): NetworkStats {
  const { backlogs, duplicates } = gossip;
  const { figures } = payloads;
  const { uplinkBytesPerSecond = backlogs.uplinkBytesPerSecond } = figures;
  const { sent: bytesSent, received: bytesReceived } = meter;
  const { messages: messagesReceived } = inbox;
  return Object.assign(
    { bytesSent, bytesReceived, messagesReceived, duplicates },
    backlogs.figures,
    { ...figures, uplinkBytesPerSecond },
  );
}
