import {
  hostPortOf,
  parseListenAddress,
  parsePeerAddress,
} from "./addresses.ts";
import { NetworkError } from "./errors.ts";
import {
  cannotLookOn,
  chooseInterfaces,
  listInterfaces,
  type NetworkInterface,
} from "./interfaces.ts";
import { checkSecret } from "./secret.ts";
import type { NetworkOptions } from "./types.ts";

/** The largest message when nothing else is asked for, in bytes. */
const MESSAGE_BYTES = 64 * 1024 * 1024;

/** The smallest that makes sense. */
const LEAST_MESSAGE_BYTES = 1024;

/** What to do about the options, defaults filled in. */
export interface Plan {
  /** Multiaddrs to listen on. */
  listen: string[];
  /** Interfaces to discover peers on. */
  interfaces: NetworkInterface[];
  /** Those to use where the machine has these now: it may move. */
  choose(all: NetworkInterface[]): NetworkInterface[];
  /** Whether to listen on whatever interfaces are in use. */
  listensAnywhere: boolean;
  /** Multiaddrs to dial. */
  bootstrap: string[];
  /** The largest message. */
  maxMessageBytes: number;
  /** Sentences for a person. */
  notices: string[];
}

/**
 * Checks the options of a network and fills in defaults.
 *
 * @param all This machine's interfaces.
 * @throws {NetworkError} If an option makes no sense.
 */
export function planNetwork(
  options: NetworkOptions,
  all: NetworkInterface[] = listInterfaces(),
): Plan {
  const { swarm, manifestHash, secret } = options;
  if (!/^[^/\s]{1,64}$/.test(swarm)) {
    throw new NetworkError(
      `Cannot join the swarm ${
        JSON.stringify(swarm)
      }: a name has 1 to 64 characters, without spaces or slashes`,
    );
  }
  if (!/^[0-9a-f]+$/i.test(manifestHash)) {
    throw new NetworkError("Cannot use the manifest's hash: it is not hex");
  }
  if (secret !== undefined) checkSecret(secret);
  const maxMessageBytes = options.maxMessageBytes ?? MESSAGE_BYTES;
  if (!(maxMessageBytes >= LEAST_MESSAGE_BYTES && maxMessageBytes < 2 ** 31)) {
    throw new NetworkError(
      `Cannot use messages of ${maxMessageBytes} bytes: at least ${LEAST_MESSAGE_BYTES} and less than 2 GiB`,
    );
  }
  refuseUnknown(options.interfaces ?? [], all);
  const asked = options.listen?.map(parseListenAddress);
  const wanted = options.interfaces ?? interfacesOf(asked);
  const { chosen, notices } = chooseInterfaces(all, wanted);
  return {
    listen: asked ?? chosen.map(({ address }) => `/ip4/${address}/tcp/0`),
    interfaces: chosen,
    choose: (all) => chooseInterfaces(all, wanted).chosen,
    listensAnywhere: asked === undefined,
    bootstrap: (options.bootstrap ?? []).map(parsePeerAddress),
    maxMessageBytes,
    notices: options.discovery === false ? [] : notices,
  };
}

/** What a person asks for must be there; to go on without would look like an empty network. */
function refuseUnknown(wanted: string[], all: NetworkInterface[]): void {
  const known = all.flatMap(({ address, name }) => [address, name]);
  for (const want of wanted) {
    if (known.includes(want)) continue;
    throw new NetworkError(cannotLookOn(want, all));
  }
}

/** The interfaces that explicit addresses belong to; all of them are open if one is a wildcard. */
function interfacesOf(listen?: string[]): string[] | undefined {
  const hosts = listen?.map((address) => hostPortOf(address)?.host ?? "");
  if (hosts === undefined || hosts.length === 0) return undefined;
  const specific = hosts.every((host) =>
    /^\d+\.\d+\.\d+\.\d+$/.test(host) && host !== "0.0.0.0"
  );
  return specific ? hosts : undefined;
}
