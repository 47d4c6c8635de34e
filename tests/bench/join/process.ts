import { fromFileUrl } from "@std/path";
import { readLines } from "../../link/read_lines.ts";

/** What one process says, with the time that all of a machine share, ms. */
export type Line =
  & { at: number; peak: number; type: string }
  & Record<string, unknown>;

const SCRIPT = fromFileUrl(new URL("./peer.ts", import.meta.url));

/** A peer in a process of its own. */
export class Process {
  /** All it has said. */
  readonly lines: Line[] = [];
  /** When it was started, on the clock of its lines. */
  readonly startedAt: number = performance.timeOrigin + performance.now();
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #hasEnded = false;

  /** Starts it. */
  constructor(swarm: string, state?: string) {
    const rest = state === undefined ? [] : [state];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-P=test", SCRIPT, swarm, ...rest],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  /** The first line of a type, waited for. */
  async line(type: string): Promise<Line> {
    for (;;) {
      const found = this.lines.find((line) => line.type === type);
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`It ended before "${type}"`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends it. */
  async end(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await Promise.all([this.#reading, this.#child.status]);
  }

  async #read(): Promise<void> {
    for await (const line of readLines(this.#child.stdout)) {
      this.lines.push(JSON.parse(line));
    }
    this.#hasEnded = true;
  }
}
