/**
 * A local network of network namespaces, joined by a bridge.
 *
 * @module
 */

/** Runs `ip`, and throws what it says if it fails. */
async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (!success) {
    const reason = new TextDecoder().decode(stderr).trim();
    throw new Error(`ip ${args.join(" ")}: ${reason}`);
  }
}

/** Whether namespaces, links and bridges can be made here, by making some. */
export async function canMakeNamespaces(): Promise<boolean> {
  try {
    const lan = await Lan.create(1);
    await lan[Symbol.asyncDispose]();
    return true;
  } catch {
    return false;
  }
}

/**
 * Hosts, which are namespaces, on a bridge of their own. The bridge is in a
 * namespace, too, so nothing of it shows on the machine.
 */
export class Lan implements AsyncDisposable {
  readonly #id = crypto.randomUUID().slice(0, 4);
  readonly #made: string[] = [];

  /** Makes a network of hosts 10.77.0.1, 10.77.0.2, …, without default routes. */
  static async create(hosts: number): Promise<Lan> {
    const lan = new Lan();
    try {
      await lan.#add("bridge");
      await lan.#inside("bridge", "link", "add", "br0", "type", "bridge");
      await lan.#inside("bridge", "link", "set", "br0", "up");
      for (let host = 1; host <= hosts; host++) await lan.#addHost(host);
      return lan;
    } catch (error) {
      await lan[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The namespace of a host, counted from 1. */
  host(number: number): string {
    return this.#name(`host${number}`);
  }

  /** The namespace of the bridge, which has no address of its own but loopback. */
  get bridge(): string {
    return this.#name("bridge");
  }

  /** Gives a host a default route. */
  async addDefaultRoute(host: number): Promise<void> {
    await this.#inside(
      `host${host}`,
      ...["route", "add", "default", "via", "10.77.0.254"],
    );
  }

  /** Takes a host's interface down; it keeps its address. */
  async unplug(host: number): Promise<void> {
    await this.#inside(`host${host}`, "link", "set", "eth0", "down");
  }

  /** Takes a host's address away. */
  async leave(host: number, address: string): Promise<void> {
    await this.#inside(
      `host${host}`,
      ...["addr", "del", `${address}/24`, "dev", "eth0"],
    );
  }

  /** Gives a host an address. */
  async enter(host: number, address: string): Promise<void> {
    await this.#inside(
      `host${host}`,
      ...["addr", "add", `${address}/24`, "dev", "eth0"],
    );
  }

  /** Gives a host another address, at one stroke. */
  async move(host: number, from: string, to: string): Promise<void> {
    const namespace = this.#name(`host${host}`);
    const batch = await Deno.makeTempFile();
    await Deno.writeTextFile(
      batch,
      `addr del ${from}/24 dev eth0\naddr add ${to}/24 dev eth0\n`,
    );
    await ip("-n", namespace, "-batch", batch)
      .finally(() => Deno.remove(batch));
  }

  /** Gives a host a bridge as docker has, with nothing on it. */
  async addDockerBridge(host: number): Promise<void> {
    const name = `host${host}`;
    await this.#inside(name, "link", "add", "docker0", "type", "bridge");
    await this.#inside(name, "addr", "add", "172.17.0.1/16", "dev", "docker0");
    await this.#inside(name, "link", "set", "docker0", "up");
  }

  /**
   * Makes a container on a host's docker bridge, at 172.17.0.2, which no multicast
   * of the network reaches.
   *
   * @returns Its namespace.
   */
  async addContainer(host: number): Promise<string> {
    await this.addDockerBridge(host);
    const name = `box${host}`, outside = `host${host}`;
    await this.#add(name);
    await this.#inside(
      outside,
      ...["link", "add", "veth0", "type", "veth"],
      ...["peer", "name", "eth0", "netns", this.#name(name)],
    );
    await this.#inside(outside, "link", "set", "veth0", "master", "docker0");
    await this.#inside(outside, "link", "set", "veth0", "up");
    await this.#inside(name, "addr", "add", "172.17.0.2/16", "dev", "eth0");
    await this.#inside(name, "link", "set", "eth0", "up");
    await this.#inside(name, "route", "add", "default", "via", "172.17.0.1");
    return this.#name(name);
  }

  /** Drops connections to a host's TCP ports, or all that comes to one UDP port. */
  async block(host: number, what: "tcp" | `udp ${number}`): Promise<void> {
    const rule = what === "tcp"
      ? "tcp flags & (syn | ack) == syn"
      : what.replace(" ", " dport ");
    const script = [
      "add table inet t",
      "add chain inet t c { type filter hook input priority 0; }",
      `add rule inet t c ${rule} drop`,
    ];
    for (const line of script) {
      const { success, stderr } = await new Deno.Command("ip", {
        args: ["netns", "exec", this.host(host), "nft", line],
      }).output();
      if (success) continue;
      throw new Error(`nft ${line}: ${new TextDecoder().decode(stderr)}`);
    }
  }

  /** Has a host's answers to an address vanish, as a firewall does that drops them. */
  async forget(host: number, address: string): Promise<void> {
    await this.#inside(`host${host}`, "route", "add", "blackhole", address);
  }

  /** Removes all of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#made.splice(0).reverse()) {
      await ip("netns", "del", name).catch(() => {});
    }
  }

  async #addHost(number: number): Promise<void> {
    const name = `host${number}`;
    await this.#add(name);
    await this.#inside(
      "bridge",
      ...["link", "add", `port${number}`, "type", "veth"],
      ...["peer", "name", "eth0", "netns", this.#name(name)],
    );
    await this.#inside(
      "bridge",
      "link",
      "set",
      `port${number}`,
      "master",
      "br0",
    );
    await this.#inside("bridge", "link", "set", `port${number}`, "up");
    await this.#inside(
      name,
      ...["addr", "add", `10.77.0.${number}/24`, "dev", "eth0"],
    );
    await this.#inside(name, "link", "set", "eth0", "up");
  }

  async #add(name: string): Promise<void> {
    await ip("netns", "add", this.#name(name));
    this.#made.push(this.#name(name));
    await this.#inside(name, "link", "set", "lo", "up");
  }

  #inside(name: string, ...args: string[]): Promise<void> {
    return ip("-n", this.#name(name), ...args);
  }

  #name(name: string): string {
    return `drover-${this.#id}-${name}`;
  }
}
