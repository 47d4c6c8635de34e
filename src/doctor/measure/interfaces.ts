/** What the system says of this machine's network interfaces. */
export interface InterfaceFacts {
  /** All addresses, IPv6 too. */
  all: readonly Address[];
  /** Addresses or names of interfaces that were asked for. */
  wanted: readonly string[] | undefined;
}

/** An address of an interface. */
export interface Address {
  /** Name of the interface, such as `eth0`. */
  name: string;
  /** Which kind of address it is. */
  family: "IPv4" | "IPv6";
  /** The address. */
  address: string;
  /** Its netmask. */
  netmask: string;
}

/** Lists this machine's interfaces. */
export function measureInterfaces(
  wanted: readonly string[] | undefined,
): InterfaceFacts {
  const all = Deno.networkInterfaces().map(
    ({ name, family, address, netmask }) => ({
      name,
      family,
      address,
      netmask,
    }),
  );
  return { all, wanted };
}
