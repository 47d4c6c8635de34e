import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** A small task that prints something, in about a second of training. */
export const TINY_TASK = fromFileUrl(
  new URL("./tiny_task.ts", import.meta.url),
);

/** Options that keep a peer, multicast included, on this machine. */
export function locally(): string[] {
  const swarm = `test-${crypto.randomUUID().slice(0, 8)}`;
  return ["--interface=127.0.0.1", "--listen=127.0.0.1:0", `--swarm=${swarm}`];
}

/** Starts `drover` as a person would, with the permissions of deno.json. */
export function spawnDrover(args: string[]): Deno.ChildProcess {
  const isOfMany = args[0] === "demo" || args.includes("--real");
  const permissions = isOfMany ? "-P=demo" : "-P";
  return new Deno.Command(Deno.execPath(), {
    args: ["run", permissions, `${ROOT}mod.ts`, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a process left behind. */
export interface Outcome {
  code: number;
  stdout: string;
  /** Without what Deno always says. */
  stderr: string;
}

/** Runs `drover` to its end. */
export async function runDrover(...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await spawnDrover(args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    code,
    stdout: text(stdout),
    stderr: text(stderr)
      .replace(/^.*Permissions in the config file.*\n/m, ""),
  };
}

/** How a process ended that was sent a signal. */
export interface Ending {
  code: number;
  stdout: string;
  stderr: string;
  /** Seconds from the signal to its end. */
  seconds: number;
  /** Seconds that it took to begin to speak: what this machine takes for a thing. */
  beginning: number;
}

/**
 * Starts `drover`, sends it a signal when it has begun to speak, and waits for its end.
 *
 * @param words Those that it has begun with; else anything on stdout
 */
export async function signalled(
  args: string[],
  signal: Deno.Signal,
  words?: string,
): Promise<Ending> {
  const started = performance.now();
  const process = spawnDrover(args);
  let spoke: number | undefined;
  const begins = () => {
    if (spoke !== undefined) return;
    spoke = performance.now();
    process.kill(signal);
  };
  const said = { stdout: "", stderr: "" };
  const read = async (from: "stdout" | "stderr") => {
    const text = process[from].pipeThrough(new TextDecoderStream());
    for await (const chunk of text) {
      said[from] += chunk;
      if (words ? said[from].includes(words) : from === "stdout") begins();
    }
  };
  const [{ code }] = await Promise.all([
    process.status,
    read("stdout"),
    read("stderr"),
  ]);
  const seconds = (performance.now() - spoke!) / 1000;
  return { code, ...said, seconds, beginning: (spoke! - started) / 1000 };
}

/** Asserts that a process did not take its time to end: some seconds, or what it took to begin, on a busy machine. */
export function assertEndedSoon({ seconds, beginning }: Ending): void {
  const limit = Math.max(5, 3 * beginning);
  assert(seconds < limit, `took ${seconds} s to end, ${beginning} s to begin`);
}

/** The JSON lines that a process wrote; each line must be one. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}
