import {
  hostPortOf,
  type Visit,
  type Visitor,
} from "../../network/observer/mod.ts";
import { measureTcp, type TcpResult } from "./tcp.ts";

/** How long a visit may take, ms. */
const VISIT_WITHIN = 4500;

/** What came of going to an address where a peer should be. */
export interface PeerFacts {
  /** The multiaddr. */
  address: string;
  /** IP address or host name. */
  host: string;
  /** TCP port. */
  port: number;
  /** Whether it can be connected to. */
  tcp: TcpResult;
  /** What it said; undefined where there is no connection. */
  visit?: Visit;
}

/**
 * Goes to an address.
 *
 * @param address A multiaddr with host and TCP port, checked.
 */
export async function measurePeer(
  address: string,
  visitor: Visitor,
): Promise<PeerFacts> {
  const { host, port } = hostPortOf(address)!;
  const tcp = await measureTcp(host, port);
  const facts = { address, host, port, tcp };
  if (tcp.kind !== "open") return facts;
  const visit = await visitor.visit(address, VISIT_WITHIN);
  const again = await measureTcp(host, port);
  // The first time may have been spent on this process's own start.
  const quickest = again.kind === "open" && again.ms < tcp.ms ? again : tcp;
  return { ...facts, tcp: quickest, visit };
}
