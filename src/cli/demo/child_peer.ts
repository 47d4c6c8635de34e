import { TextLineStream } from "@std/streams";
import { ownProgram } from "../own_program.ts";
import { readLine, type TrainLine } from "./line.ts";

/** How many of the last lines on stderr are kept. */
const LAST_LINES = 12;

/** What Deno says on stderr whatever happens. */
const ROUTINE = /Permissions in the config file is an experimental feature/;

/** How a process has ended. */
export interface Ending {
  /** Exit code. */
  code: number;
  /** The signal that ended it, where one did. */
  signal: string | null;
  /** The last lines on stderr. */
  stderr: string[];
}

/** A process of `drover train --json`. */
export class ChildPeer {
  /** Its name in the swarm. */
  readonly name: string;
  /** Settles when it has ended and everything it said was taken in. */
  readonly ended: Promise<Ending>;
  readonly #process: Deno.ChildProcess;
  #hasEnded = false;

  /**
   * Starts it.
   *
   * @param args What follows `drover`
   * @param onLine Called with each line it says
   */
  constructor(
    name: string,
    args: readonly string[],
    onLine: (line: TrainLine) => void,
  ) {
    this.name = name;
    const [program, ...all] = ownProgram(args);
    this.#process = new Deno.Command(program, {
      args: all,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.ended = this.#follow(onLine);
  }

  /** Sends it a signal, such as one that asks it to end; once it has ended, nothing. */
  kill(signal: Deno.Signal): void {
    if (this.#hasEnded) return;
    try {
      this.#process.kill(signal);
    } catch (error) {
      // It ended in between; anything else is worth knowing.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async #follow(onLine: (line: TrainLine) => void): Promise<Ending> {
    const { stdout, stderr, status } = this.#process;
    const ended = status.then((status) => {
      this.#hasEnded = true;
      return status;
    });
    const last: string[] = [];
    const [{ code, signal }] = await Promise.all([
      ended,
      forEachLine(stdout, (text) => {
        const line = readLine(text);
        if (line !== undefined) onLine(line);
      }),
      forEachLine(stderr, (text) => {
        if (ROUTINE.test(text) || text.trim() === "") return;
        last.push(text);
        if (last.length > LAST_LINES) last.shift();
      }),
    ]);
    return { code, signal, stderr: last };
  }
}

async function forEachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  const lines: ReadableStream<string> = stream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) take(line);
}
