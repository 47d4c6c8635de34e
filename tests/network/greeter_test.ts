import { assertEquals } from "@std/assert";
import type { Connection } from "@libp2p/interface";
import { Gossip } from "../../src/network/gossip.ts";
import { Greeter } from "../../src/network/greeter.ts";
import { HELLO_PROTOCOL, type Neighbours } from "../../src/network/hello.ts";
import { createHost } from "../../src/network/host.ts";
import { stopWithoutLeftovers } from "../../src/network/leftovers.ts";
import { WireMeter } from "../../src/network/wire_meter.ts";
import { pass, until } from "./swarm_of.ts";

async function hostAndGreeter() {
  const gossip = new Gossip({ topic: "t", maxMessageBytes: 1e6, onRead() {} });
  const host = await createHost({
    seed: crypto.getRandomValues(new Uint8Array(32)),
    listen: ["/ip4/127.0.0.1/tcp/0"],
    discovery: undefined,
    gossip: gossip.service(),
    meter: new WireMeter(),
    onArriving() {},
  });
  const heard: Neighbours[] = [];
  const over: string[] = [];
  const greeter = new Greeter({
    self: () => `${host.peerId}`,
    ours: () => ({
      ...{ version: 1, swarm: "s", manifestHash: "00", manifest: {} },
      ...{ details: {}, addresses: [] },
      run: { number: 7, word: new Uint8Array(1) },
    }),
    served: () => [],
    onWelcome() {},
    onNeighbours: (_, neighbours) => heard.push(neighbours),
    onStranger: (peer) => over.push(peer),
    onRefused: (peer) => over.push(peer),
    onWord: (peer) => over.push(peer),
    onDouble: (peer) => over.push(peer),
    onOver: (peer) => over.push(peer),
  });
  await host.start();
  return { host, greeter, heard, over };
}

for (const late of ["first", "second"]) {
  Deno.test(`Greeter talks over one of two connections, though each side takes another for the first, and the hello of the ${late} comes late`, async () => {
    const both = [await hostAndGreeter(), await hostAndGreeter()];
    // The smaller id opens the hellos.
    both.sort((a, b) => `${a.host.peerId}` < `${b.host.peerId}` ? -1 : 1);
    const [opener, other] = both as [typeof both[0], typeof both[0]];
    const at: Connection[] = [];
    other.host.addEventListener(
      "connection:open",
      ({ detail }) => at.push(detail),
    );
    await other.host.handle(HELLO_PROTOCOL, (data) => {
      const isFirst = data.connection === at[0];
      const wait = isFirst === (late === "first") ? 300 : 0;
      setTimeout(() => other.greeter.accept(data), wait);
    });
    const [address] = other.host.getMultiaddrs();
    const first = await opener.host.dial(address!);
    const second = await opener.host.dial(address!, { force: true });
    await until(() => at.length === 2, "two connections are there");
    other.greeter.connected(at[1]!);
    other.greeter.connected(at[0]!);
    opener.greeter.connected(first);
    opener.greeter.connected(second);
    const welcomed = () =>
      both.every(({ greeter }) => greeter.welcomed().length === 1);
    await until(welcomed, "both are welcomed");
    await pass(500);
    for (const { greeter, heard } of both) {
      heard.length = 0;
      greeter.tell({ add: [], remove: [], read: 5 });
    }
    await until(
      () => both.every(({ heard }) => heard.length === 1),
      "both have heard each other",
    );
    assertEquals(both.map(({ over }) => over), [[], []]);
    for (const { host, greeter } of both) {
      greeter.close();
      await stopWithoutLeftovers(host);
    }
  });
}
