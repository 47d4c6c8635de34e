import { fromFileUrl } from "@std/path";
import {
  type Line,
  LOOPBACK,
  PeerProcess,
  swarmName,
} from "../../swarm/processes.ts";

/** Steps of one return, each with the ms after the returned peer's `ready`. */
export type Return = readonly (readonly [what: string, ms: number])[];

/** How a return is measured. */
export interface ReturningOptions {
  /** ms that a gradient takes at least. */
  pace: number;
  /** How many times longer than that the others' take. */
  slow: number;
  /** Whether it returns without its state, as somebody new. */
  new: boolean;
}

const TASK = fromFileUrl(new URL("./task.ts", import.meta.url));

/** Updates of its own that a peer has published before it is killed. */
const UPDATES = 20;

/** Three peers that go on, and one that is killed and comes back. */
export class Returning {
  readonly #options: ReturningOptions;
  readonly #folder: string;
  readonly #swarm = swarmName();
  readonly #all: PeerProcess[] = [];
  readonly #others: PeerProcess[];
  #one: PeerProcess;
  #life = 0;

  private constructor(options: ReturningOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    const more = ["--wait-for=4", `--slow=${options.slow}`];
    this.#others = ["alpaca", "bison", "camel"].map((name) =>
      this.#start(name, more)
    );
    this.#one = this.#start("dingo", ["--wait-for=4", this.#state]);
  }

  /** Starts all four. */
  static async start(options: ReturningOptions): Promise<Returning> {
    return new Returning(options, await Deno.makeTempDir());
  }

  /** Kills the fourth when it has trained for a while, and starts it again when it is missed. */
  async again(): Promise<Return> {
    const before = this.#one;
    await before.line("published", ({ seq }) => Number(seq) >= UPDATES);
    const { peer: lost } = await before.line("ready");
    const killed = Date.now();
    before.kill("SIGKILL");
    await before.ended;
    await Promise.all(this.#others.map((other) =>
      other.line(
        "member-suspected",
        (line) => line.peer === lost && at(other, line) > killed,
      )
    ));
    if (this.#options.new) this.#life++;
    const one = this.#one = this.#start("dingo", [this.#state]);
    const ready = await one.line("ready");
    const began = at(one, ready);
    const own = async (...types: string[]) =>
      at(one, await Promise.race(types.map((type) => one.line(type)))) - began;
    const theirs = async (type: string) => {
      const lines = this.#others.map(async (other) =>
        at(
          other,
          await other.line(
            type,
            (line) => line.peer === ready.peer && at(other, line) > killed,
          ),
        ) - began
      );
      return (await Promise.all(lines)).sort((a, b) => a - b);
    };
    const connected = await theirs("peer-connected");
    const joined = await theirs("member-joined");
    return [
      ["the process was started", at(one, one.lines[0]!) - began],
      ["connected with the first", connected[0]!],
      ["connected with the last", connected.at(-1)!],
      ["begins, or begins to join", await own("started", "joining")],
      ["trains", await own("started", "joined")],
      ["counted by the first", joined[0]!],
      ["counted by the last", joined.at(-1)!],
      ["its first update", await own("published")],
    ];
  }

  /** Ends them all. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#all) peer.kill("SIGKILL");
    await Promise.all(this.#all.map(({ ended }) => ended));
    await Deno.remove(this.#folder, { recursive: true });
  }

  get #state(): string {
    return `--state=${this.#folder}/${this.#life}`;
  }

  #start(name: string, more: string[]): PeerProcess {
    const peer = new PeerProcess([
      ...[TASK, ...LOOPBACK, "--swarm", this.#swarm, "--name", name],
      ...[`--pace=${this.#options.pace}`, ...more],
    ]);
    this.#all.push(peer);
    return peer;
  }
}

/** When a line was written, ms, on the clock that all processes of a machine share. */
function at(peer: PeerProcess, { time }: Line): number {
  const { startedAt } = peer.lines[0]!;
  return Date.parse(String(startedAt)) + 1000 * time!;
}
