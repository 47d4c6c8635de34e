import { TextLineStream } from "@std/streams";
import { fromFileUrl } from "@std/path";
import type { Setting } from "./measure.ts";
import type { Sample } from "./sample.ts";
import { threadsOf } from "./threads.ts";

const SCRIPT = fromFileUrl(new URL("./peer.ts", import.meta.url));

type Line = { type: string } & Record<string, unknown>;

/** A peer in a process of its own. */
export class BenchPeer {
  /** What it says at the end. */
  readonly summary: Promise<Line>;
  /** Where it listens. */
  addresses: string[] = [];
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ready = Promise.withResolvers<void>();
  #asked: PromiseWithResolvers<Sample | undefined> | undefined;
  #isOver = false;
  readonly #pid: number;

  private constructor(child: Deno.ChildProcess) {
    this.#pid = child.pid;
    this.#input = child.stdin.getWriter();
    this.summary = this.#read(child);
    this.summary.catch((error) => this.#ready.reject(error));
  }

  /** Starts one, and waits until it listens. */
  static async start(
    { peers, epochs, options, flags }: Setting,
    bootstrap: string[],
  ): Promise<BenchPeer> {
    const all = {
      ...options,
      waitFor: peers,
      discovery: false,
      listen: ["127.0.0.1:0"],
      bootstrap,
    };
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-P=test", ...flags, SCRIPT, JSON.stringify(all)],
      env: { UPDATE_COST_EPOCHS: String(epochs) },
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const peer = new BenchPeer(child);
    await peer.#ready.promise;
    return peer;
  }

  /** CPU time of its threads. */
  threads(): Promise<Record<string, number>> {
    return threadsOf(this.#pid);
  }

  /** Where it stands; undefined when it has ended. */
  async sample(word = ""): Promise<Sample | undefined> {
    if (this.#isOver) return undefined;
    this.#asked = Promise.withResolvers();
    const { promise } = this.#asked;
    await this.#input.write(new TextEncoder().encode(`${word}\n`)).catch(
      () => {},
    );
    return await promise;
  }

  async #read(child: Deno.ChildProcess): Promise<Line> {
    let last: Line | undefined;
    const lines = child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const text of lines) {
      const line = last = JSON.parse(String(text)) as Line;
      if (line.type === "ready") {
        this.addresses = line.addresses as string[];
        this.#ready.resolve();
      }
      if (line.type === "sample") {
        this.#asked?.resolve(line as unknown as Sample);
      }
    }
    this.#isOver = true;
    this.#asked?.resolve(undefined);
    const { code } = await child.status;
    await this.#input.abort().catch(() => {});
    if (code !== 0 || last?.type !== "summary") {
      throw new Error(`A peer ended with ${code}: ${JSON.stringify(last)}`);
    }
    return last;
  }
}
