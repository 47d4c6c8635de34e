import type { Libp2p, Listener } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { hostPortOf } from "./addresses.ts";
import { messageOf } from "./errors.ts";
import type { InterfaceChange } from "./interface_watch.ts";

/** The private part of libp2p 2.10 that listens. */
interface Insides {
  components: {
    transportManager: {
      getListeners(): Listener[];
      listen(addresses: ReturnType<typeof multiaddr>[]): Promise<void>;
    };
  };
}

/**
 * Listens on new addresses of this machine, at the port that it had on the old
 * ones where that is free, and no longer on those that are gone. What was
 * connected there by others is closed with them.
 *
 * @returns what went wrong, in sentences
 */
export async function relocate(
  host: Libp2p,
  { added, removed }: InterfaceChange,
): Promise<string[]> {
  const { transportManager } = (host as unknown as Insides).components;
  const ports = new Set<number>();
  const closing: Promise<void>[] = [];
  for (const listener of transportManager.getListeners()) {
    const places = listener.getAddrs().map((each) => hostPortOf(`${each}`));
    for (const place of places) if (place) ports.add(place.port);
    const isGone = places.length > 0 &&
      places.every((at) => removed.some(({ address }) => address === at?.host));
    if (isGone) closing.push(listener.close());
  }
  await Promise.allSettled(closing);
  const troubles: string[] = [];
  for (const { address } of added) {
    try {
      await listenAt(address, [...ports, 0]);
    } catch (error) {
      troubles.push(
        `Cannot listen on the new address ${address}: ${messageOf(error)}`,
      );
    }
  }
  return troubles;

  async function listenAt(address: string, ports: number[]): Promise<void> {
    const [port, ...others] = ports;
    try {
      await transportManager.listen([multiaddr(`/ip4/${address}/tcp/${port}`)]);
    } catch (error) {
      if (others.length === 0) throw error;
      await listenAt(address, others);
    }
  }
}

/** The change in a sentence for a person. */
export function describeChange({ added, removed }: InterfaceChange): string {
  const show = (all: InterfaceChange["added"]) =>
    all.map(({ name, address }) => `${address} (${name})`).join(", ");
  const parts = [
    ...added.length > 0 ? [`it is now at ${show(added)}`] : [],
    ...removed.length > 0 ? [`${show(removed)} is gone`] : [],
  ];
  return `This machine has moved: ${parts.join(", ")}`;
}
