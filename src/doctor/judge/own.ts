import { hostPortOf } from "../../network/observer/mod.ts";
import type { SwarmPeer } from "../measure/swarm.ts";
import type { Us } from "../us.ts";

/** Whether an IP address is one of this machine's. */
export function isOwnHost(host: string, { own }: Us): boolean {
  return own.includes(host);
}

/**
 * Whether a peer is a process of this machine. All of its addresses must be: two
 * machines may each have a bridge of the same address.
 */
export function isOwn({ addresses }: SwarmPeer, us: Us): boolean {
  const hosts = addresses.flatMap((each) => hostPortOf(each)?.host ?? []);
  const v4 = hosts.filter((host) => !host.includes(":"));
  const telling = v4.length > 0 ? v4 : hosts;
  return telling.length > 0 && telling.every((host) => isOwnHost(host, us));
}
