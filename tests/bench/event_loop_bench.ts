/**
 * How long the main thread's event loop is held up while a peer trains the digits
 * alone: percentiles of a 2 ms timer's lateness, beside those of the same process
 * at rest, in one run. The aim is p99 under 10 ms.
 *
 *     deno task bench event_loop
 */
import { startPeer } from "../../mod.ts";

/** Latenesses of a 2 ms timer until `end` settles, ms, ascending. */
async function latenesses(end: Promise<unknown>): Promise<number[]> {
  const late: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - last - 2));
    last = now;
  }, 2);
  await end;
  clearInterval(timer);
  return late.sort((a, b) => a - b);
}

function print(what: string, late: number[]): void {
  const at = (q: number) => late[Math.floor((late.length - 1) * q)]!.toFixed(1);
  console.log(
    `${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
  );
}

const peer = await startPeer({
  task: new URL("../../examples/digits.ts", import.meta.url),
  waitFor: 1,
  interfaces: ["127.0.0.1"],
  listen: ["127.0.0.1:0"],
  swarm: `bench-${crypto.randomUUID().slice(0, 8)}`,
});
const ended = new Promise<void>((resolve) =>
  peer.on(({ type }) => type === "done" && resolve())
);
print("training", await latenesses(ended));
await peer.done;
const rest = new Promise((resolve) => setTimeout(resolve, 5000));
print("at rest", await latenesses(rest));
