import { fromFileUrl } from "@std/path";
import { until } from "../../network/swarm_of.ts";

/** How long a line may take to come on a busy machine, ms: the doctor's last one is late anyway. */
const PATIENCE = 90_000;

/** A line that a script printed. */
export interface Line {
  type: string;
  [field: string]: unknown;
}

/** A script that runs in a network namespace, and the lines it printed. */
export class Script implements AsyncDisposable {
  readonly lines: Line[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<void>;
  #errors = "";

  /**
   * @param namespace Where to run it.
   * @param file The script, beside this module.
   * @param args Its arguments.
   */
  constructor(namespace: string, file: string, ...args: string[]) {
    const path: string = fromFileUrl(new URL(file, import.meta.url));
    this.#child = new Deno.Command("ip", {
      args: [
        ...["netns", "exec", namespace, Deno.execPath(), "run", "-P=test"],
        ...[path, ...args],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#ended = Promise.all([this.#read(), this.#readErrors()]).then();
  }

  /** Waits for a line, or fails with what there was. */
  async line(
    type: string,
    fields: Record<string, unknown> = {},
  ): Promise<Line> {
    const find = () =>
      this.lines.find((line) =>
        line.type === type &&
        Object.entries(fields).every(([key, value]) => line[key] === value)
      );
    try {
      await until(() => find() !== undefined, "a line comes", PATIENCE);
    } catch {
      throw new Error(
        `No line ${type} ${JSON.stringify(fields)} among ${
          JSON.stringify(this.lines)
        }; errors: ${this.#errors}`,
      );
    }
    return find()!;
  }

  /** Ends the script by ending its input, and by force if that does not do. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.#child.status;
    clearTimeout(timer);
    await this.#ended;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (
      const text of this.#child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      for (const part of parts) this.lines.push(JSON.parse(part));
    }
  }

  async #readErrors(): Promise<void> {
    for await (
      const text of this.#child.stderr.pipeThrough(new TextDecoderStream())
    ) this.#errors += text;
  }
}
