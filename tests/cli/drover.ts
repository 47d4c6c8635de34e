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
  const permissions = args[0] === "demo" ? "-P=demo" : "-P";
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

/** Sends a signal to a process that has begun to speak, and waits for its end. */
export async function signalled(
  process: Deno.ChildProcess,
  signal: Deno.Signal,
): Promise<{ code: number; stdout: string; seconds: number }> {
  const text = process.stdout.pipeThrough(new TextDecoderStream());
  const errors = process.stderr.cancel();
  let stdout = "";
  let start: number | undefined;
  for await (const chunk of text) {
    stdout += chunk;
    if (start !== undefined) continue;
    start = performance.now();
    process.kill(signal);
  }
  const [{ code }] = await Promise.all([process.status, errors]);
  return { code, stdout, seconds: (performance.now() - start!) / 1000 };
}

/** The JSON lines that a process wrote; each line must be one. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}
