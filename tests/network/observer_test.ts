import { assert, assertEquals } from "@std/assert";
import { generateSecret } from "../../src/network/mod.ts";
import {
  listen,
  relationOf,
  type Visit,
  Visitor,
} from "../../src/network/observer/mod.ts";
import { freshSwarm, record, until } from "./swarm_of.ts";

const LOOPBACK = { name: "lo", address: "127.0.0.1", netmask: "255.0.0.0" };

/** Visits an address as somebody new. */
async function visit(address: string, secret?: Uint8Array): Promise<Visit> {
  const visitor = await Visitor.create(secret);
  try {
    return await visitor.visit(address, 45_000);
  } finally {
    await visitor.close();
  }
}

Deno.test("Visitor hears a peer's hello and leaves, and the swarm takes no note of it", async () => {
  const swarm = freshSwarm();
  await using a = await record(swarm, { details: { name: "ox" } });
  await using b = await record(swarm);
  await until(
    () => [a, b].every(({ network }) => network.peers().length === 1),
    "both have met",
  );
  const [address] = a.network.addresses;
  // Of two ids the smaller one opens the hello: six visitors are of both kinds, mostly.
  const visits = await Promise.all(
    Array.from({ length: 6 }, () => visit(address!)),
  );
  for (const each of visits) {
    if (each.kind !== "met") throw new Error(JSON.stringify(each));
    assertEquals([each.hello.swarm, each.hello.details], [swarm, {
      name: "ox",
    }]);
    assertEquals(each.hello.manifest, { task: "test" });
    assert(Math.abs(each.clockAhead!) <= each.clockWithin + 1);
  }
  for (const { connects, disconnects, refused, notices, network } of [a, b]) {
    assertEquals([connects.length, network.peers().length], [1, 1]);
    assertEquals([disconnects, refused, notices], [[], [], []]);
  }
});

Deno.test("Visitor tells a peer with a secret and a program of another kind from peers", async () => {
  const secret = generateSecret();
  await using peer = await record(freshSwarm(), { secret });
  const [address] = peer.network.addresses;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) connection.close();
  })();
  const other = `/ip4/127.0.0.1/tcp/${listener.addr.port}`;
  const [without, withIt, stranger] = await Promise.all([
    visit(address!),
    visit(address!, secret),
    visit(other),
  ]);
  listener.close();
  await serving;
  assertEquals(
    [without, withIt, stranger].map(({ kind }) => kind),
    ["no-handshake", "met", "no-handshake"],
  );
});

Deno.test("listen() hears itself and who is announced, and what they are to a swarm", async () => {
  const swarm = freshSwarm();
  await using peer = await record(swarm);
  const [heard] = await listen([LOOPBACK], 1500);
  assert(heard!.echo !== undefined);
  assertEquals(heard!.troubles, []);
  const sighting = heard!.sightings.find(({ peer: id }) =>
    id === peer.network.id
  )!;
  assertEquals(sighting.addresses, peer.network.addresses);
  assertEquals(relationOf(sighting, swarm), "ours");
  assertEquals(relationOf(sighting, `${swarm}x`), "other-swarm");
  assertEquals(relationOf(sighting, swarm, generateSecret()), "no-secret");
});
