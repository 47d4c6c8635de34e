/**
 * One peer of the measurement of joining: prints a line of JSON for each event that
 * matters, with the time in ms that all processes of a machine share, and the most
 * memory that the process has taken so far.
 *
 *     deno run -P=test tests/bench/join/peer.ts SWARM [STATE]
 */
import { startPeer } from "../../../mod.ts";
import { OPTIONS } from "./options.ts";

const [swarm, state] = Deno.args;

let peak = 0;
function print(line: Record<string, unknown>): void {
  const at = performance.timeOrigin + performance.now();
  console.log(JSON.stringify({ at, peak, ...line }));
}
function sample(): void {
  peak = Math.max(peak, Deno.memoryUsage().rss);
}
const timer = setInterval(sample, 20);

const peer = await startPeer({
  ...OPTIONS,
  swarm: swarm!,
  // A newcomer waits for the other, who was alone until then.
  ...(state === undefined ? { waitFor: 2 } : { state, waitFor: 1 }),
});
peer.on((event) => {
  sample();
  const { bytesReceived, bytesSent, updates } = peer.figures();
  print({ ...event, bytesReceived, bytesSent, updates });
});
await peer.done;
clearInterval(timer);
