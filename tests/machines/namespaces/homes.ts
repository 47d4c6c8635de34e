/** Runs `ip`, and throws what it says if it fails. */
async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new Error(`ip ${args.join(" ")}: ${reason}`);
}

/**
 * Two homes and a machine on the internet, as network namespaces: from each home
 * packets reach that machine, and those for the other home are dropped on the way
 * without a word, as by a router that translates addresses.
 */
export class Homes implements AsyncDisposable {
  readonly #id = crypto.randomUUID().slice(0, 4);
  readonly #made: string[] = [];

  /** Makes them; the homes' hosts are 10.1.0.2 and 10.2.0.2. */
  static async create(): Promise<Homes> {
    const homes = new Homes();
    try {
      await homes.#add(homes.internet);
      for (const home of [1, 2]) await homes.#connect(home);
      return homes;
    } catch (error) {
      await homes[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The namespace of the machine that can be reached from everywhere. */
  get internet(): string {
    return `homes${this.#id}-internet`;
  }

  /** The namespace of a home's host; home 1 or 2. */
  host(home: number): string {
    return `homes${this.#id}-${home}`;
  }

  /** The address of the machine on the internet, as seen from a home. */
  addressFrom(home: number): string {
    return `10.${home}.0.1`;
  }

  /** Removes all of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#made.splice(0)) {
      await ip("netns", "del", name).catch(() => {});
    }
  }

  async #add(name: string): Promise<void> {
    await ip("netns", "add", name);
    this.#made.push(name);
    await ip("-n", name, "link", "set", "lo", "up");
  }

  async #connect(home: number): Promise<void> {
    const { internet } = this, host = this.host(home), port = `home${home}`;
    const address = this.addressFrom(home);
    await this.#add(host);
    const there = ["peer", "name", "eth0", "netns", host];
    await ip("-n", internet, "link", "add", port, "type", "veth", ...there);
    await ip("-n", internet, "addr", "add", `${address}/24`, "dev", port);
    await ip("-n", internet, "link", "set", port, "up");
    await ip("-n", host, "addr", "add", `10.${home}.0.2/24`, "dev", "eth0");
    await ip("-n", host, "link", "set", "eth0", "up");
    await ip("-n", host, "route", "add", "default", "via", address);
  }
}
