/** One of this machine's IPv4 addresses. */
export interface NetworkInterface {
  /** Name of the interface, such as `eth0`. */
  name: string;
  /** IPv4 address. */
  address: string;
  /** IPv4 netmask. */
  netmask: string;
}

/** Bridges and links that containers and virtual machines make. */
const BRIDGE = /^(docker|br-|veth|virbr|cni|flannel|podman|lxc|lxd|vmnet)/;

/** What `chooseInterfaces` chose, and what a person should know about it. */
export interface ChosenInterfaces {
  /** The interfaces to use; empty when there is none at all. */
  chosen: NetworkInterface[];
  /** Sentences for a person. */
  notices: string[];
}

/** This machine's IPv4 addresses. */
export function listInterfaces(): NetworkInterface[] {
  return Deno.networkInterfaces()
    .filter((each) => each.family === "IPv4")
    .map(({ name, address, netmask }) => ({ name, address, netmask }));
}

/**
 * Chooses the interfaces to look for peers on. Bridges of containers and
 * virtual machines lead to no other machine, so they are left out unless they
 * are named or there is nothing else; so is loopback.
 *
 * @param all The machine's interfaces.
 * @param wanted IPv4 addresses (or interface names) that were asked for.
 */
export function chooseInterfaces(
  all: NetworkInterface[],
  wanted?: string[],
): ChosenInterfaces {
  const notices: string[] = [];
  if (wanted !== undefined) {
    const chosen = all.filter((each) =>
      wanted.includes(each.address) || wanted.includes(each.name)
    );
    for (const want of wanted) {
      if (!all.some((each) => each.address === want || each.name === want)) {
        notices.push(cannotLookOn(want, all));
      }
    }
    return { chosen, notices };
  }
  const outward = all.filter((each) => !isLoopback(each.address));
  const real = outward.filter((each) => !BRIDGE.test(each.name));
  if (real.length > 0) return { chosen: real, notices };
  if (outward.length > 0) return { chosen: outward, notices };
  const chosen = all.filter((each) => isLoopback(each.address));
  notices.push(
    chosen.length > 0
      ? "Only peers on this machine can be found: it has no IPv4 network interface besides loopback"
      : "No peers can be found: this machine has no IPv4 network interface, not even loopback (ip link set lo up)",
  );
  return { chosen, notices };
}

/** Says that an interface is not there, and which ones are. */
export function cannotLookOn(want: string, all: NetworkInterface[]): string {
  const names = all.map((each) => `${each.address} (${each.name})`);
  return `Cannot look for peers on ${want}: this machine has no such IPv4 address, only ${
    names.join(", ") || "none"
  }`;
}

/** Whether an IPv4 address is in 127.0.0.0/8. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}
