/**
 * One peer of the swarm that the measurement kills one of: prints a line of JSON
 * for each of its updates and each event that matters, with the time in ms that
 * all processes of a machine share.
 *
 *     deno run -P=test tests/bench/kill/peer.ts SWARM PACE
 */
import { startPeer } from "../../../mod.ts";

const [swarm, pace] = Deno.args;

function print(line: Record<string, unknown>): void {
  const at = performance.timeOrigin + performance.now();
  console.log(JSON.stringify({ at, ...line }));
}

const peer = await startPeer({
  task: new URL("../../swarm/tasks/long_rings.ts", import.meta.url),
  swarm: swarm!,
  pace: Number(pace),
  variant: "k-sync",
  k: "all",
  waitFor: 4,
  interfaces: ["127.0.0.1"],
  listen: ["127.0.0.1:0"],
});
print({ type: "ready", peer: peer.id });
peer.on((event) => {
  if (event.type === "started" || event.type.startsWith("member-")) {
    print({ ...event });
  }
});
let published = 0;
const timer = setInterval(() => {
  const now = peer.figures().published;
  if (now > published) print({ type: "update", published: now });
  published = now;
}, 1);
await peer.done;
clearInterval(timer);
