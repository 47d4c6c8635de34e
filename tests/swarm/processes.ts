/** Starts real peers as processes, and reads what they say. */
import { fromFileUrl } from "@std/path";

/** The project's folder. */
export const ROOT: string = fromFileUrl(new URL("../../", import.meta.url));

/** How long a line may take to come, ms: a peer that hangs is a failure, not a wait without end. */
const PATIENCE = 180_000;

/** One line of `--json`. */
export type Line = { type: string; time?: number } & Record<string, unknown>;

/** A peer in a process of its own. */
export class PeerProcess {
  /** Everything it has said. */
  readonly lines: Line[] = [];
  /** What it wrote to stderr. */
  stderr = "";
  /** Settles when it has ended, with its exit code. */
  readonly ended: Promise<number>;
  readonly #child: Deno.ChildProcess;
  readonly #waiting: (() => void)[] = [];
  readonly #hear: ((line: Line) => void) | undefined;

  /**
   * Runs `train` with arguments, in a network namespace if one is named.
   *
   * @param hear is told each line as it comes
   */
  constructor(
    args: string[],
    namespace?: string,
    hear?: (line: Line) => void,
  ) {
    this.#hear = hear;
    const deno = [
      Deno.execPath(),
      "run",
      "-P=test",
      "--config",
      `${ROOT}deno.json`,
      `${ROOT}mod.ts`,
      "train",
      "--json",
      ...args,
    ];
    const command = namespace === undefined
      ? deno
      : ["ip", "netns", "exec", namespace, ...deno];
    this.#child = new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reading = [this.#readLines(), this.#readErrors()];
    this.ended = Promise.all([this.#child.status, ...reading])
      .then(([status]) => status.code);
    this.ended.then(() => this.#wake());
  }

  /**
   * The first line of a type, waited for; an error says what came instead.
   *
   * @param from how many lines do not count, having been there before
   */
  async line(
    type: string,
    matches: (line: Line) => boolean = () => true,
    from = 0,
  ): Promise<Line> {
    let over: string | undefined;
    this.ended.then(() => over = "ended");
    const timer = setTimeout(() => {
      over ??= `went on for ${PATIENCE / 1000} s`;
      this.#wake();
    }, PATIENCE);
    try {
      for (;;) {
        const found = this.lines.find((line, i) =>
          i >= from && line.type === type && matches(line)
        );
        if (found !== undefined) return found;
        if (over !== undefined) {
          throw new Error(
            `The peer ${over} without saying ${type}: ${
              JSON.stringify(this.lines.slice(-3))
            } ${this.stderr}`,
          );
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The summary, once the peer has ended well. */
  async summary(): Promise<Line> {
    const code = await this.ended;
    const last = this.lines.at(-1);
    if (code !== 0 || last?.type !== "summary") {
      throw new Error(
        `The peer ended with ${code}: ${JSON.stringify(last)} ${this.stderr}`,
      );
    }
    return last;
  }

  /** The process's id; in a namespace, too. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Sends a signal; a process that has ended is left in peace. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async #readLines(): Promise<void> {
    let rest = "";
    for await (
      const text of this.#child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines.filter((line) => line !== "").map(parse)) {
        this.lines.push(line);
        this.#hear?.(line);
      }
      this.#wake();
    }
  }

  async #readErrors(): Promise<void> {
    for await (
      const text of this.#child.stderr.pipeThrough(new TextDecoderStream())
    ) this.stderr += text;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function parse(line: string): Line {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`Not a line of JSON: ${line}`);
  }
}

/** Runs a test with peers that are ended in any case. */
export async function withPeers<T>(
  run: (
    start: (args: string[], namespace?: string) => PeerProcess,
  ) => Promise<T>,
): Promise<T> {
  const peers: PeerProcess[] = [];
  try {
    return await run((args, namespace) => {
      const peer = new PeerProcess(args, namespace);
      peers.push(peer);
      return peer;
    });
  } finally {
    for (const peer of peers) peer.kill("SIGKILL");
    await Promise.all(peers.map((peer) => peer.ended));
  }
}

/** Whether the machine paused for so long that a peer was suspected, and trained apart for a while. */
export function isDisturbed(peers: readonly { lines: Line[] }[]): boolean {
  return peers.some(({ lines }) =>
    lines.some(({ type }) => type === "member-suspected" || type === "resumed")
  );
}

/** The accuracy that peers must reach: 0.9, as in unison; less where they were disturbed. */
export function leastAccuracy(peers: readonly PeerProcess[]): number {
  return isDisturbed(peers) ? 0.7 : 0.9;
}

/** Options that keep a peer, multicast included, on the loopback interface. */
export const LOOPBACK = [
  "--interface",
  "127.0.0.1",
  "--listen",
  "127.0.0.1:0",
];

/** A swarm name that no other test uses. */
export function swarmName(): string {
  return `test-${crypto.randomUUID().slice(0, 8)}`;
}

/** URL of a task file beside the tests. */
export function taskFile(name: string): string {
  return `${ROOT}tests/swarm/tasks/${name}.ts`;
}

/**
 * A task that lasts some ten seconds among two peers, on any machine, so that a
 * test can interfere: most of that time is spent asleep.
 */
export const LASTING = [taskFile("rings"), "--slow", "25"];
