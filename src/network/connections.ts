import type { Connection, Libp2p, PeerId } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { NetworkError } from "./errors.ts";

/** A peer that dials this long after it was connected has lost that connection, in milliseconds. */
const STALE = 15_000;

/** The other side took the connection, but it could not be secured. */
export class HandshakeError extends NetworkError {}

/**
 * Connects to a peer.
 *
 * @param key The peer's id, or a multiaddr if the id is not known.
 * @param addresses Its multiaddrs, if the id is known.
 * @throws {HandshakeError} If the other side is there, but does not understand us.
 */
export async function dial(
  host: Libp2p,
  key: string,
  addresses: string[],
): Promise<Connection> {
  const target = key.startsWith("/")
    ? multiaddr(key)
    : addresses.map((address) => multiaddr(withId(address, key)));
  let answered = false;
  try {
    return await host.dial(target, {
      onProgress: ({ type }) => {
        answered ||= type === "upgrader:encrypt-outbound-connection";
      },
    });
  } catch (cause) {
    if (!answered) throw cause;
    throw new HandshakeError(`Cannot secure the connection to ${key}`, {
      cause,
    });
  }
}

/** Whether dialling failed because the other side has our own identity. */
export function isOurselves(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name === "InvalidPeerIdError") return true;
  }
  return false;
}

/** Drops all connections to a peer; both sides dial anew. */
export function restart(host: Libp2p, peer: PeerId): void {
  for (const connection of host.getConnections(peer)) {
    if (connection.status !== "open") continue;
    connection.abort(new Error("Starting afresh"));
  }
}

/**
 * Takes note of a connection that has opened. Where it shows that its peer knows
 * nothing of the older ones, having come back after a crash, all are dropped.
 *
 * @returns whether it is there still: nobody is told the end of one that is not
 */
export function isToStay(host: Libp2p, fresh: Connection): boolean {
  const isComeback = host.getConnections(fresh.remotePeer).some((
    { timeline },
  ) => fresh.timeline.open - (timeline.upgraded ?? timeline.open) > STALE);
  if (isComeback) restart(host, fresh.remotePeer);
  return fresh.status === "open";
}

/** Whether there is a stream for gossip to a peer; gossipsub itself does not notice when it is reset. */
export function hasGossipStream(host: Libp2p, peer: PeerId): boolean {
  return host.getConnections(peer).some(({ streams }) =>
    streams.some(({ direction, protocol, status }) =>
      direction === "outbound" && status === "open" &&
      protocol?.startsWith("/meshsub/")
    )
  );
}

function withId(address: string, peer: string): string {
  return address.includes("/p2p/") ? address : `${address}/p2p/${peer}`;
}
