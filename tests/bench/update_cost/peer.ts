/**
 * One peer of the measurement, in a process of its own: trains to the end, and
 * answers each line on stdin with a sample.
 */
import { TextLineStream } from "@std/streams";
import { type PeerOptions, startPeer } from "../../../src/node/mod.ts";
import { startProfile, type Where } from "./profile.ts";
import { takeSample } from "./sample.ts";

const profileTo = Deno.env.get("UPDATE_COST_PROFILE");
let endProfile: (() => Promise<Where[]>) | undefined;

const peer = await startPeer(JSON.parse(Deno.args[0]!) as PeerOptions);
let usefulBytes = 0;
const say = (line: object) => console.log(JSON.stringify(line));
peer.on((event) => {
  if (event.type === "published") usefulBytes += event.bytes;
  if (event.type === "ready" || event.type === "started") say(event);
});
peer.done.then(async ({ hash, clock, final, loss, reason }) => {
  say({ type: "summary", hash, clock, final, loss, reason });
  if (endProfile !== undefined) {
    Deno.writeTextFileSync(profileTo!, JSON.stringify(await endProfile()));
  }
  Deno.exit(0);
});
const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines) {
  if (line === "profile" && profileTo !== undefined) {
    endProfile = await startProfile();
  }
  say(takeSample(peer, usefulBytes));
}
