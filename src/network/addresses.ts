import { peerIdFromString } from "@libp2p/peer-id";
import { multiaddr } from "@multiformats/multiaddr";
import { messageOf, NetworkError } from "./errors.ts";
import { isLoopback, type NetworkInterface } from "./interfaces.ts";

/** The parts of an address that a person knows it by. */
export interface HostPort {
  /** IP address or host name. */
  host: string;
  /** TCP port, 0 for any that is free. */
  port: number;
}

/**
 * Turns what a person writes after `--listen` into a multiaddr.
 *
 * @param text A multiaddr, or `host:port` with an IP address (IPv6 in brackets).
 * @throws {NetworkError} If it is neither.
 */
export function parseListenAddress(text: string): string {
  if (text.startsWith("/")) return checkMultiaddr(text, "listen on");
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)|(localhost)):(\d+)$/.exec(
    text,
  );
  const port = Number(match?.[4]);
  if (match === null || port > 65535) {
    throw new NetworkError(
      `Cannot listen on ${text}: it is neither host:port with an IP address and a port up to 65535 (0.0.0.0:4001) nor a multiaddr (/ip4/0.0.0.0/tcp/4001)`,
    );
  }
  const host = match[2] ?? (match[3] === undefined ? undefined : "127.0.0.1");
  const address = host === undefined
    ? `/ip6/${match[1]}/tcp/${port}`
    : `/ip4/${host}/tcp/${port}`;
  return checkMultiaddr(address, "listen on");
}

/**
 * Reads the address of a peer to connect to: a multiaddr, or `host:port` with an IP
 * address (IPv6 in brackets) or a name.
 *
 * @throws {NetworkError} If it is neither, has no TCP port, or what stands
 * for the peer's id is none.
 */
export function parsePeerAddress(text: string): string {
  const address = checkMultiaddr(fromHostPort(text) ?? text, "connect to");
  if (hostPortOf(address) === undefined) {
    throw new NetworkError(
      `Cannot connect to ${text}: it has no host and TCP port; an address looks like /ip4/192.168.1.7/tcp/4001`,
    );
  }
  const id = /\/p2p\/([^/]*)/.exec(address)?.[1];
  if (id !== undefined && !isPeerId(id)) {
    throw new NetworkError(
      `Cannot connect to ${text}: ${id} is not a peer id; copy the whole address from the peer's "Listening on" line, or leave /p2p/... out`,
    );
  }
  return address;
}

/** `192.0.2.7:4001`, `[2001:db8::7]:4001` or `ox.example:4001` as a multiaddr; undefined for what is none of these. */
function fromHostPort(text: string): string | undefined {
  const [, ip6, ip4, name, port] =
    /^(?:\[([\da-f:.]+)\]|(\d+\.\d+\.\d+\.\d+)|([a-z\d](?:[a-z\d.-]*[a-z\d])?)):(\d+)$/i
      .exec(text) ?? [];
  if (port === undefined) return undefined;
  return ip6 !== undefined
    ? `/ip6/${ip6}/tcp/${port}`
    : ip4 !== undefined
    ? `/ip4/${ip4}/tcp/${port}`
    : `/dns4/${name}/tcp/${port}`;
}

function isPeerId(text: string): boolean {
  try {
    // Drover's peers all have ed25519 keys.
    return peerIdFromString(text).type === "Ed25519";
  } catch {
    return false;
  }
}

function checkMultiaddr(text: string, purpose: string): string {
  try {
    return multiaddr(text).toString();
  } catch (cause) {
    throw new NetworkError(
      `Cannot ${purpose} ${text}: it is neither host:port (192.168.1.7:4001) nor a multiaddr such as /ip4/192.168.1.7/tcp/4001 (${
        messageOf(cause)
      })`,
      { cause },
    );
  }
}

/** The host and port of a multiaddr, or `undefined` if it has none. */
export function hostPortOf(address: string): HostPort | undefined {
  const match = /^\/(?:ip4|ip6|dns|dns4|dns6)\/([^/]+)\/tcp\/(\d+)/.exec(
    address,
  );
  return match === null
    ? undefined
    : { host: match[1]!, port: Number(match[2]) };
}

/** `host:port` as a person writes it, or the multiaddr itself. */
export function showAddress(address: string): string {
  const parts = hostPortOf(address);
  if (parts === undefined) return address;
  return parts.host.includes(":")
    ? `[${parts.host}]:${parts.port}`
    : `${parts.host}:${parts.port}`;
}

/**
 * The addresses that a machine on the same link as an interface can reach.
 *
 * @param addresses Multiaddrs that this peer listens on.
 * @param on The interface.
 */
export function reachableOn(
  addresses: string[],
  on: NetworkInterface,
): string[] {
  return addresses.filter((address) =>
    hostPortOf(address)?.host === on.address
  );
}

/** Whether a multiaddr leads to the machine it is used on. */
export function isLoopbackAddress(address: string): boolean {
  const host = hostPortOf(address)?.host;
  return host !== undefined && (isLoopback(host) || host === "::1");
}

/**
 * The addresses of a peer that make sense here: another machine's loopback
 * leads nowhere.
 *
 * @param heardFrom The address that they were heard from.
 */
export function usableFrom(heardFrom: string, addresses: string[]): string[] {
  const local = isLoopbackAddress(heardFrom);
  return addresses.filter((address) => local || !isLoopbackAddress(address));
}
