/** Machines on one machine: network namespaces joined by a bridge. */

/** Runs `ip` with arguments; throws what it says where it fails. */
async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(
      `ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`,
    );
  }
}

/** Why namespaces cannot be made here; undefined where they can. */
export async function lacksNamespaces(): Promise<string | undefined> {
  const name = `probe-${crypto.randomUUID().slice(0, 6)}`;
  try {
    await ip("netns", "add", name);
    await ip("netns", "exec", name, "ip", "link", "set", "lo", "up");
    return undefined;
  } catch {
    return "ip netns (iproute2, as root)";
  } finally {
    await ip("netns", "delete", name).catch(() => {});
  }
}

/** A small LAN: namespaces with an address each, on one bridge, no routes out. */
export class Lan {
  readonly #id = crypto.randomUUID().slice(0, 4);
  readonly hosts: string[] = [];

  /** Makes a LAN of so many hosts, 10.77.0.1 and on. */
  static async of(count: number): Promise<Lan> {
    const lan = new Lan();
    const bridge = `dv${lan.#id}-hub`;
    try {
      await lan.#add(bridge);
      await ip("-n", bridge, "link", "add", "br0", "type", "bridge");
      await ip("-n", bridge, "link", "set", "br0", "up");
      for (let i = 1; i <= count; i++) await lan.#join(bridge, i);
      return lan;
    } catch (error) {
      await lan.close();
      throw error;
    }
  }

  /** The namespaces of the machines. */
  get machines(): string[] {
    return this.hosts.slice(1);
  }

  async #add(host: string): Promise<void> {
    await ip("netns", "add", host);
    this.hosts.push(host);
    await ip("-n", host, "link", "set", "lo", "up");
  }

  async #join(bridge: string, i: number): Promise<void> {
    const host = `dv${this.#id}-${i}`;
    const port = `port${i}`;
    await this.#add(host);
    const peer = ["peer", "name", "eth0", "netns", host];
    await ip("-n", bridge, "link", "add", port, "type", "veth", ...peer);
    await ip("-n", bridge, "link", "set", port, "master", "br0", "up");
    await ip("-n", host, "address", "add", `10.77.0.${i}/24`, "dev", "eth0");
    await ip("-n", host, "link", "set", "eth0", "up");
  }

  /** Pulls the cable of machine `i`, counted from 1. */
  async cut(i: number): Promise<void> {
    await ip("-n", this.hosts[0]!, "link", "set", `port${i}`, "down");
  }

  /** Plugs it in again. */
  async mend(i: number): Promise<void> {
    await ip("-n", this.hosts[0]!, "link", "set", `port${i}`, "up");
  }

  /** Deletes every namespace, and the links with them. */
  async close(): Promise<void> {
    for (const host of this.hosts.splice(0)) {
      await ip("netns", "delete", host).catch(() => {});
    }
  }
}
