import { clearTimeout } from "node:timers";
import type { Libp2p } from "@libp2p/interface";

/** The private parts of libp2p 2.10 and gossipsub 14.1 in which timers are left. */
interface Insides {
  components?: {
    addressManager?: { _updatePeerStoreAddresses?: { stop?(): void } };
  };
  services: {
    pubsub?: {
      status?: { heartbeatTimeout?: Parameters<typeof clearTimeout>[0] };
    };
  };
}

/**
 * Stops a host for good. libp2p's own `stop` leaves two timers running, for up
 * to a second: gossipsub's next heartbeat, and the address manager's note that
 * the listeners have closed. Until they fire the process cannot end.
 */
export async function stopWithoutLeftovers(host: Libp2p): Promise<void> {
  const { components, services } = host as unknown as Insides;
  const heartbeat = services.pubsub?.status?.heartbeatTimeout;
  await host.stop();
  // gossipsub forgets its timer when it stops; if it beat in between, the new
  // one was made from a state that no longer asks for more.
  clearTimeout(heartbeat);
  components?.addressManager?._updatePeerStoreAddresses?.stop?.();
  // Its queues report that they are empty a millisecond later, or a few.
  await new Promise((resolve) => setTimeout(resolve, 20));
}
