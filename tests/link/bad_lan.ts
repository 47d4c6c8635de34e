import { fromFileUrl } from "@std/path";
import { lacksNamespaces } from "../swarm/namespaces.ts";
import type { CableFigures } from "./cable.ts";
import type { PortOptions } from "./ethernet_switch.ts";
import { readLines } from "./read_lines.ts";
import type { SwitchCommand, SwitchSetup } from "./switch_process.ts";

const SWITCH = fromFileUrl(new URL("./switch_process.ts", import.meta.url));

/** What became of the frames of each machine's cable. */
export type LanFigures = { up: CableFigures; down: CableFigures }[];

/** Why there cannot be such a network here; undefined where there can. */
export async function lacksBadLan(): Promise<string | undefined> {
  const name = `probe${crypto.randomUUID().slice(0, 6)}`;
  try {
    await ip("tuntap", "add", "dev", name, "mode", "tap");
    await ip("tuntap", "del", "dev", name, "mode", "tap");
  } catch {
    return "TAP interfaces (the tun module of Linux, as root)";
  }
  return await lacksNamespaces();
}

/**
 * Machines on one machine, network namespaces, joined by a switch with bad
 * cables. Close it in any case: namespaces outlive the process.
 */
export class BadLan {
  /** The namespaces, in the order of the ports. */
  readonly machines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: AsyncGenerator<string, undefined>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#answers = readLines(child.stdout);
  }

  /**
   * Makes a machine for each cable, with addresses 10.77.0.1 and on.
   *
   * @throws {Error} If the system does not let us
   */
  static async of(ports: PortOptions[], seed: number): Promise<BadLan> {
    const lan = new BadLan(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-P=test", SWITCH],
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    );
    try {
      const id = crypto.randomUUID().slice(0, 4);
      const names = ports.map((_, i) => `dt${id}-${i}`);
      await lan.#say({ seed, names, ports });
      for (const [i, name] of names.entries()) await lan.#add(name, i + 1);
      return lan;
    } catch (error) {
      await lan.close();
      throw error;
    }
  }

  /** Cuts off the machines `apart`, counted from 0: they reach each other alone. None mends it. */
  async cut(apart: number[]): Promise<void> {
    await this.#say({ kind: "cut", apart });
  }

  /** Exchanges the cables of a machine, counted from 0. */
  async replug(port: number, cables: PortOptions): Promise<void> {
    await this.#say({ kind: "replug", port, cables });
  }

  /** What became of all frames so far. */
  figures(): Promise<LanFigures> {
    return this.#say({ kind: "figures" });
  }

  /** Ends the switch and deletes the namespaces. */
  async close(): Promise<void> {
    await this.#input.close().catch(() => {});
    // Reads to the end, which releases the stream.
    while (!(await this.#answers.next()).done);
    await this.#child.status;
    for (const name of this.machines.splice(0)) {
      await ip("netns", "delete", name).catch(() => {});
    }
  }

  async #say(what: SwitchSetup | SwitchCommand): Promise<LanFigures> {
    const line = new TextEncoder().encode(`${JSON.stringify(what)}\n`);
    await this.#input.write(line);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("The switch has ended; its error stands above");
    return JSON.parse(value);
  }

  async #add(name: string, number: number): Promise<void> {
    await ip("netns", "add", name);
    this.machines.push(name);
    await ip("link", "set", name, "netns", name);
    await ip("-n", name, "link", "set", name, "name", "eth0");
    const address = ["address", "add", `10.77.0.${number}/24`, "dev", "eth0"];
    await ip("-n", name, ...address);
    await ip("-n", name, "link", "set", "lo", "up");
    await ip("-n", name, "link", "set", "eth0", "up");
  }
}

async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (!success) {
    const reason = new TextDecoder().decode(stderr).trim();
    throw new Error(`ip ${args.join(" ")}: ${reason}`);
  }
}
