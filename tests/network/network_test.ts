import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { NetworkError } from "../../src/network/mod.ts";
import { signerFromSeed } from "../../src/replica/mod.ts";
import {
  closeAll,
  freshSwarm,
  pass,
  record,
  swarmOf,
  until,
} from "./swarm_of.ts";

Deno.test("createNetwork() finds a peer by mDNS on loopback, and messages go both ways", async () => {
  const swarm = freshSwarm();
  await using a = await record(swarm, { details: { host: "one" } });
  await using b = await record(swarm, { details: { host: "two" } });
  await until(
    () => a.connects.length === 1 && b.connects.length === 1,
    "both are connected",
  );
  assertEquals(a.connects, [{ peer: b.network.id, details: { host: "two" } }]);
  assertEquals(b.connects, [{ peer: a.network.id, details: { host: "one" } }]);
  assertEquals(a.network.peers(), [b.network.id]);

  // Connected means that the very first message arrives.
  const message = Uint8Array.of(1, 2, 3);
  assertEquals(await a.network.publish(message), { recipients: 1 });
  await until(() => b.messages.length === 1, "b hears a");
  const { bytes, from } = b.messages[0]!;
  assertEquals(bytes, message);
  assertEquals(from, a.network.id);
  assertEquals(bytes.byteOffset, 0);
  assertEquals(bytes.buffer.byteLength, 3);

  assertEquals(await b.network.publish(Uint8Array.of(4)), { recipients: 1 });
  await until(() => a.messages.length === 1, "a hears b");
  assert(a.network.stats().bytesSent > 0);
  assert(a.network.stats().bytesReceived > 0);
  assertEquals(a.network.stats().messagesReceived, 1);

  // Where it listens, whoever of the two has dialled the other.
  const { address, bytesSent, bytesReceived } = a.network.connection(
    b.network.id,
  )!;
  const port = /\/tcp\/(\d+)/.exec(b.network.addresses[0]!)![1];
  assertEquals(address, `127.0.0.1:${port}`);
  const all = a.network.stats();
  assert(bytesSent > 0 && bytesSent <= all.bytesSent);
  assert(bytesReceived > 0 && bytesReceived <= all.bytesReceived);
  assertEquals(a.network.connection(a.network.id), undefined);
  assertEquals([...a.notices, ...b.notices], []);
});

Deno.test("Network publicKeyOf() and peerOf() are inverse", async () => {
  await using a = await record(freshSwarm(), { discovery: false });
  const key = a.network.publicKeyOf(a.network.id);
  assertEquals(key.byteLength, 32);
  assertEquals(a.network.peerOf(key), a.network.id);
});

Deno.test("createNetwork() refuses a peer of another manifest and names the line, once", async () => {
  const swarm = freshSwarm();
  const manifest = (learningRate: number) => ({
    task: "digits",
    optimizer: { kind: "sgd", learningRate },
  });
  await using a = await record(swarm, {
    manifest: manifest(0.1),
    manifestHash: "0a",
  });
  await using b = await record(swarm, {
    manifest: manifest(0.05),
    manifestHash: "0b",
  });
  await until(
    () => a.refused.length > 0 && b.refused.length > 0,
    "both refuse each other",
  );
  // Long enough for them to meet again, if they did not avoid each other.
  await pass(2500);
  assertEquals(a.refused, [{
    peer: b.network.id,
    reason:
      "trains another task: optimizer.learningRate: 0.1 here, 0.05 there; give both the same task file, data and options",
  }]);
  assertEquals(b.refused, [{
    peer: a.network.id,
    reason:
      "trains another task: optimizer.learningRate: 0.05 here, 0.1 there; give both the same task file, data and options",
  }]);
  assertEquals([...a.connects, ...b.connects], []);
});

Deno.test("createNetwork() leaves a peer of another swarm alone, quietly", async () => {
  await using a = await record(freshSwarm());
  const swarm = freshSwarm();
  // Dialled by address, so that they do meet.
  await using b = await record(swarm, { bootstrap: a.network.addresses });
  await using c = await record(swarm);
  await until(() => b.network.peers().length === 1, "b finds c");
  await pass(1500);
  assertEquals(b.network.peers(), [c.network.id]);
  assertEquals(a.network.peers(), []);
  assertEquals([...a.refused, ...a.notices, ...b.refused], []);
  // Only who named the other by its address hears of it.
  assertEquals(b.notices.length, 1);
  assertMatch(b.notices[0]!, /: it is in swarm "test-\w+", we are in "test-/);
  assert(
    a.network.stats().bytesReceived < 20_000,
    "no storm of hellos between strangers",
  );
});

Deno.test("Network delivers to peers that only know a common third, by relay", async () => {
  const swarm = freshSwarm();
  const alone = { discovery: false, listen: [] };
  await using hub = await record(swarm, { discovery: false });
  const bootstrap = hub.network.addresses;
  await using a = await record(swarm, { ...alone, bootstrap });
  await using b = await record(swarm, { ...alone, bootstrap });
  await until(() => hub.network.peers().length === 2, "both reach the hub");
  await pass(600);
  await until(() => a.network.peers().length === 1, "a knows the hub only");
  await a.network.publish(Uint8Array.of(7));
  await until(() => b.messages.length === 1, "b hears a through the hub");
  assertEquals(b.messages[0]!.bytes, Uint8Array.of(7));
  assertEquals(b.messages[0]!.from, hub.network.id);
});

Deno.test("Network connects peers that a common third knows", async () => {
  const swarm = freshSwarm();
  await using hub = await record(swarm, { discovery: false });
  const variation = { discovery: false, bootstrap: hub.network.addresses };
  await using a = await record(swarm, variation);
  await using b = await record(swarm, variation);
  await until(
    () => a.network.peers().length === 2 && b.network.peers().length === 2,
    "a and b know each other",
  );
});

Deno.test("Network sends each message about once to each peer", async () => {
  const all = await swarmOf(4);
  try {
    // Each peer tells the others whom it serves, within a second.
    await pass(1200);
    const before = all.map(({ network }) => network.stats());
    const size = 64 * 1024, rounds = 10;
    for (let round = 0; round < rounds; round++) {
      for (const [i, { network }] of all.entries()) {
        await network.publish(new Uint8Array(size).fill(round * 16 + i));
      }
    }
    await until(
      () => all.every(({ messages }) => messages.length === rounds * 3),
      "everybody hears everybody",
    );
    let received = 0, duplicates = 0;
    for (const [i, { network }] of all.entries()) {
      const { bytesReceived, duplicates: more } = network.stats();
      received += bytesReceived - before[i]!.bytesReceived;
      duplicates += more - before[i]!.duplicates;
    }
    const ratio = received / (rounds * 12 * size);
    assert(ratio < 1.1, `${ratio} bytes on the wire for each useful one`);
    assertEquals(duplicates, 0);
  } finally {
    await closeAll(all);
  }
});

Deno.test("Network delivers a message of 16 MiB, and refuses one that is too long", async () => {
  const [a, b] = await swarmOf(2, { maxMessageBytes: 20 << 20 });
  try {
    const message = new Uint8Array(16 << 20);
    for (let i = 0; i < message.length; i += 4093) message[i] = i % 251;
    assertEquals(await a!.network.publish(message), { recipients: 1 });
    await until(() => b!.messages.length === 1, "16 MiB arrive");
    const { bytes } = b!.messages[0]!;
    assertEquals(bytes.length, message.length);
    assert(bytes.every((byte, i) => byte === message[i]));
    await assertRejects(
      () => a!.network.publish(new Uint8Array((20 << 20) + 1)),
      NetworkError,
      "Cannot publish 20971521 bytes: a message has at most 20971520",
    );
  } finally {
    await closeAll([a!, b!]);
  }
});

Deno.test("Network publish() tells when nobody was reached", async () => {
  await using a = await record(freshSwarm(), { discovery: false });
  assertEquals(await a.network.publish(Uint8Array.of(1)), { recipients: 0 });
  assertEquals(a.notices, []);
});

Deno.test("Network publish() notices, once, that connected peers were not reached", async () => {
  const [a, b] = await swarmOf(2);
  try {
    const message = Uint8Array.of(1);
    assertEquals(await a!.network.publish(message), { recipients: 1 });
    assertEquals(await a!.network.publish(message), { recipients: 0 });
    assertEquals(await a!.network.publish(message), { recipients: 0 });
    assertEquals(a!.notices.length, 1);
    assertStringIncludes(a!.notices[0]!, "A message reached nobody");
  } finally {
    await closeAll([a!, b!]);
  }
});

Deno.test("Network welcomes a peer that comes back with the same identity", async () => {
  const swarm = freshSwarm();
  const seed = crypto.getRandomValues(new Uint8Array(32));
  await using a = await record(swarm);
  const first = await record(swarm, { seed });
  await until(() => a.connects.length === 1, "they meet");
  await first.network.close();
  await until(() => a.disconnects.length === 1, "the loss is reported");
  assertEquals(a.network.peers(), []);
  await using second = await record(swarm, { seed });
  await until(
    () => a.connects.length === 2 && second.connects.length === 1,
    "they meet again",
  );
  assertEquals(a.connects[0]!.peer, a.connects[1]!.peer);
  assertEquals(await a.network.publish(Uint8Array.of(9)), { recipients: 1 });
  await until(() => second.messages.length === 1, "it hears again");
});

Deno.test("Network returns to a bootstrap address, whoever listens there", async () => {
  const swarm = freshSwarm();
  const discovery = false;
  const first = await record(swarm, { discovery });
  const [address] = first.network.addresses[0]!.split("/p2p/");
  await using a = await record(swarm, {
    discovery,
    listen: [],
    bootstrap: [address!],
  });
  await until(() => a.connects.length === 1, "they meet");
  await first.network.close();
  await until(() => a.disconnects.length === 1, "the loss is reported");
  await using second = await record(swarm, { discovery, listen: [address!] });
  await until(() => a.connects.length === 2, "the successor is found");
  assertEquals(a.network.peers(), [second.network.id]);
});

Deno.test("Network says, once, why nobody is reached at a bootstrap address", async () => {
  await using a = await record(freshSwarm(), {
    discovery: false,
    bootstrap: ["/ip4/127.0.0.1/tcp/1"],
  });
  await until(() => a.notices.length > 0, "the failure is told");
  // Long enough for more attempts.
  await pass(1500);
  assertEquals(a.notices.length, 1);
  assertStringIncludes(
    a.notices[0]!,
    "Cannot connect to /ip4/127.0.0.1/tcp/1: connection refused; ",
  );
  const [unreached, ...others] = a.network.unreached();
  assertEquals([unreached?.address, others], ["127.0.0.1:1", []]);
  assertStringIncludes(unreached?.reason ?? "", "connection refused; ");
});

Deno.test("Network takes whoever is at a bootstrap address, also with the id of an earlier peer", async () => {
  const swarm = freshSwarm();
  const alone = { discovery: false };
  await using a = await record(swarm, alone);
  const [address] = a.network.addresses;
  // A peer that comes back without --state has the address, and another id.
  const other = a.network.peerOf(signerFromSeed(new Uint8Array(32)).publicKey);
  const bootstrap = [address!.replace(a.network.id, other)];
  await using b = await record(swarm, { ...alone, bootstrap });
  await until(() => b.connects.length === 1, "b finds a");
  assertEquals([b.network.peers(), b.notices], [[a.network.id], []]);
});

Deno.test("Network disconnect() ends the connection and stays away", async () => {
  const [a, b] = await swarmOf(2);
  try {
    await a!.network.disconnect(b!.network.id);
    await until(
      () => a!.disconnects.length === 1 && b!.disconnects.length === 1,
      "both report it",
    );
  } finally {
    await closeAll([a!, b!]);
  }
});

Deno.test("createNetwork() says which port is in use and what to do", async () => {
  await using a = await record(freshSwarm(), { discovery: false });
  const port = /tcp\/(\d+)/.exec(a.network.addresses[0]!)![1];
  await assertRejects(
    () => record(freshSwarm(), { listen: [`127.0.0.1:${port}`] }),
    NetworkError,
    `Cannot listen on 127.0.0.1:${port}: the port is in use (choose another with --listen`,
  );
  await assertRejects(
    () => record(freshSwarm(), { listen: ["203.0.113.7:4001"] }),
    NetworkError,
    "this machine has no such address",
  );
});

Deno.test("createNetwork() refuses options that make no sense", async () => {
  const cases: [Parameters<typeof record>[1], string][] = [
    [{ seed: new Uint8Array(31) }, "identity of 31 bytes"],
    [{ swarm: "a/b" }, "Cannot join the swarm"],
    [{ manifestHash: "xyz" }, "not hex"],
    [{ bootstrap: ["nonsense"] }, "Cannot connect to nonsense"],
    [{ bootstrap: ["/ip4/127.0.0.1/tcp/1/p2p/12D3KooWxxxx"] }, "not a peer id"],
    [{ bootstrap: ["/ip4/127.0.0.1"] }, "no host and TCP port"],
    [{ interfaces: ["9.9.9.9"] }, "no such IPv4 address, only 127.0.0.1"],
    [{ maxMessageBytes: 1 }, "Cannot use messages of 1 bytes"],
    [{ secret: new Uint8Array(5) }, "Cannot use the secret"],
  ];
  for (const [variation, message] of cases) {
    await assertRejects(
      () => record(freshSwarm(), variation),
      NetworkError,
      message,
    );
  }
});

Deno.test("Network close() can be called twice, and nothing works after it", async () => {
  const a = await record(freshSwarm());
  await Promise.all([a.network.close(), a.network.close()]);
  await a.network.close();
  await assertRejects(
    () => a.network.publish(Uint8Array.of(1)),
    NetworkError,
    "the network is closed",
  );
});
