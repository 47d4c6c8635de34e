import type { Connection } from "@libp2p/interface";
import { hostPortOf, showAddress } from "./addresses.ts";
import { NetworkError } from "./errors.ts";
import type { Hello, HelloStream } from "./hello.ts";

/** A connection to a peer, from the first hello to its end. */
export interface Session {
  /** The peer's id. */
  readonly peer: string;
  /** The first connection to it. */
  readonly connection: Connection;
  /** The peer's hello, once it was read and found good. */
  hello?: Hello;
  /** When that was. */
  welcomedAt?: number;
  /** A newer run of the peer has said hello over another connection. */
  isSuperseded?: boolean;
  /** Where this side says which peers it serves. */
  stream?: HelloStream;
  /** The peers that this one serves directly. */
  readonly serves: Set<string>;
}

/** The address at which a peer was reached, or from which it came. */
export function remoteOf({ connection }: Session): string {
  return connection.remoteAddr.toString();
}

/**
 * Where a peer is, as a person writes it: the address that it listens at, where it has
 * named one of the host that its connection comes from. The port that a connection
 * comes from tells nobody anything.
 */
export function addressOf(session: Session): string {
  const remote = remoteOf(session);
  const host = hostPortOf(remote)?.host;
  const listening = session.hello?.addresses.find((address) =>
    hostPortOf(address)?.host === host
  );
  return showAddress(listening ?? remote);
}

/**
 * The session with a peer that was welcomed.
 *
 * @throws {NetworkError} If there is none
 */
export function welcomed(peer: string, session: Session | undefined): Session {
  if (session?.hello !== undefined) return session;
  throw new NetworkError(
    `Cannot ask ${peer}: it is not connected (peers() lists who is)`,
  );
}
