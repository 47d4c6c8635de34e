/**
 * A peer in a network namespace: joins the swarm it is told of, publishes its
 * name to each peer that it meets, and prints what happens, one JSON object a
 * line. Ends when its standard input does.
 *
 *     deno run tests/machines/namespaces/peer.ts SWARM NAME [OPTIONS]
 *
 * OPTIONS, a line of JSON: `manifest`, and `secret`, the text of a key file.
 */
import { createNetwork } from "../../../src/network/mod.ts";

const [swarm, name, text = "{}"] = Deno.args;
const { manifest = {}, secret } = JSON.parse(text);
const say = (line: object) => console.log(JSON.stringify(line));

const network = await createNetwork({
  seed: crypto.getRandomValues(new Uint8Array(32)),
  swarm: swarm!,
  manifest,
  manifestHash: new TextEncoder().encode(`m${JSON.stringify(manifest)}`)
    .toHex(),
  ...(secret === undefined ? {} : { secret: new TextEncoder().encode(secret) }),
  details: { name },
  handlers: {
    onMessage: (bytes) =>
      say({ type: "heard", text: new TextDecoder().decode(bytes) }),
    onConnect: (_peer, details) => {
      const { addresses } = network;
      say({ type: "met", name: details.name, addresses });
      // Bytes that were published already are not sent again, hence the number.
      network.publish(new TextEncoder().encode(`${name} ${count++}`));
    },
    onDisconnect: () => say({ type: "lost" }),
    onRefused: (_peer, reason) => say({ type: "refused", reason }),
    onNotice: (text) => say({ type: "notice", text }),
    onRequest: () => [],
  },
});
let count = 0;
say({ type: "listening", addresses: network.addresses });
for await (const _ of Deno.stdin.readable) { /* Until its end. */ }
await network.close();
