/**
 * A libp2p node that is no Drover peer, with js-libp2p's own mDNS package, in a
 * network namespace. Prints the ids of peers that it finds, one a line, after a
 * line with its own.
 *
 *     deno run tests/machines/namespaces/js_libp2p.ts
 */
import "../../../src/network/broadcast_channel_shim.ts";
import { noise } from "@chainsafe/libp2p-noise";
import { yamux } from "@chainsafe/libp2p-yamux";
import { identify } from "@libp2p/identify";
import { mdns } from "@libp2p/mdns";
import { tcp } from "@libp2p/tcp";
import { createLibp2p } from "libp2p";

const node = await createLibp2p({
  addresses: { listen: ["/ip4/0.0.0.0/tcp/0"] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  peerDiscovery: [mdns({ interval: 500 })],
  services: { identify: identify() },
});
const say = (line: object) => console.log(JSON.stringify(line));
node.addEventListener("peer:discovery", ({ detail }) => {
  say({ type: "found", id: `${detail.id}` });
});
node.addEventListener("peer:connect", ({ detail }) => {
  say({ type: "dialled", id: `${detail}` });
});
say({ type: "self", id: `${node.peerId}` });
for await (const _ of Deno.stdin.readable) { /* Until its end. */ }
await node.stop();
