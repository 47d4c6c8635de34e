import { assertEquals } from "@std/assert";
import { freshSwarm, record, until } from "./swarm_of.ts";

/** A relay of TCP connections that can be cut without a word to either side. */
function relayTo(address: string) {
  const [, , hostname, , port] = address.split("/");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets: Deno.Conn[] = [];
  let isCut = false;
  const pass = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(1 << 16);
    try {
      while (true) {
        const length = await from.read(buffer);
        if (length === null) return;
        if (isCut) continue;
        await to.write(buffer.slice(0, length));
      }
    } catch {
      // Closed at the end of the test.
    }
  };
  const serving = (async () => {
    const passing: Promise<void>[] = [];
    try {
      for await (const one of listener) {
        const other = await Deno.connect({ hostname: hostname!, port: +port! });
        sockets.push(one, other);
        passing.push(pass(one, other), pass(other, one));
      }
    } catch {
      // Closed at the end of the test.
    }
    await Promise.all(passing);
  })();
  const { port: at } = listener.addr as Deno.NetAddr;
  return {
    address: `/ip4/127.0.0.1/tcp/${at}`,
    cut: () => isCut = true,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const socket of sockets) socket.close();
      await serving;
    },
  };
}

for (const opener of ["the one that stayed", "the one that came back"]) {
  Deno.test(`a peer that comes back before its end was noticed is connected on both sides: ${opener} opens the hello`, async () => {
    const swarm = freshSwarm();
    const there = {
      seed: crypto.getRandomValues(new Uint8Array(32)),
      discovery: false,
    } as const;
    const here = await record(swarm, { discovery: false });
    const { id } = here.network;
    // The smaller id opens.
    let peer = "";
    while (peer === "" || (id < peer) !== (opener === "the one that stayed")) {
      crypto.getRandomValues(there.seed);
      await using one = await record(freshSwarm(), there);
      peer = one.network.id;
    }
    await using stayed = here;
    const address = stayed.network.addresses[0]!;
    await using relay = relayTo(address);
    {
      await using first = await record(swarm, {
        ...there,
        bootstrap: [relay.address],
      });
      await until(
        () => stayed.network.peers().length + first.network.peers().length > 1,
        "both are connected",
      );
      relay.cut();
    }
    assertEquals(stayed.network.peers(), [peer], "its end was noticed");
    const { now } = Date;
    Date.now = () => now() + 20_000;
    try {
      await using again = await record(swarm, {
        ...there,
        bootstrap: [address],
      });
      await until(
        () =>
          stayed.disconnects.length === 1 && stayed.connects.length === 2 &&
          again.connects.length > 0,
        "both are connected again",
      );
      assertEquals(stayed.network.peers(), [peer]);
      assertEquals(again.network.peers(), [id]);
    } finally {
      Date.now = now;
    }
  });
}
