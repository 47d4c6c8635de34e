/**
 * One process of the measurements of the network: does what a line on standard input says, and answers with a line.
 *
 * @module
 */
import { TextLineStream } from "@std/streams";
import { readByStream, readByTcp, sendByStream, sendByTcp } from "./pipes.ts";
import { UpdatePeer } from "./updates.ts";

const say = (word: unknown) => console.log(JSON.stringify(word));
let peer: UpdatePeer | undefined;

const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines) {
  const { what, ...how } = JSON.parse(line as string);
  const before = process.cpuUsage();
  const stats = peer?.network.stats();
  let seconds = 0;
  const address = (address: string) => say({ address });
  if (what === "send tcp") await sendByTcp(how.bytes, address);
  if (what === "read tcp") seconds = await readByTcp(how.bytes, how.address);
  if (what === "send stream") await sendByStream(how.bytes, address);
  if (what === "read stream") {
    seconds = await readByStream(how.bytes, how.address);
  }
  if (what === "join") {
    peer = await UpdatePeer.join(how.swarm);
    while (peer.network.peers().length < how.peers - 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  if (what === "run") seconds = await peer!.run(how);
  if (what === "leave") {
    await peer!.network.close();
    break;
  }
  const { user, system } = process.cpuUsage(before);
  const now = peer?.network.stats();
  say({
    seconds,
    cpu: (user + system) / 1e6,
    wire: (now?.bytesReceived ?? 0) - (stats?.bytesReceived ?? 0),
    duplicate: (now?.payloadBytesDuplicate ?? 0) -
      (stats?.payloadBytesDuplicate ?? 0),
    uplink: now?.uplinkBytesPerSecond,
  });
}
Deno.exit();
