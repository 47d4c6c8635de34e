import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import type { PayloadName } from "../../src/network/mod.ts";
import { NetworkError } from "../../src/network/mod.ts";
import {
  closeAll,
  freshSwarm,
  pass,
  record,
  swarmOf,
  until,
} from "./swarm_of.ts";

const CHUNK = 65_536;

/** Bytes that differ everywhere, quickly made. */
function payloadOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  crypto.getRandomValues(bytes.subarray(0, Math.min(length, 65_536)));
  for (let i = 65_536; i < length; i++) {
    bytes[i] = bytes[i - 65_536]! + 31 * bytes[i - 1]!;
  }
  return bytes;
}

/** Of megabytes, whether they are equal; not where. */
function assertSame(one: Uint8Array, other: Uint8Array): void {
  const [a, b] = [one, other].map((bytes) =>
    createHash("sha256").update(bytes).digest("hex")
  );
  assertEquals(a, b);
}

function nameOf(bytes: Uint8Array): PayloadName {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    hashes.push(createHash("sha256").update(chunk).digest());
  }
  const chunks = new Uint8Array(32 * hashes.length);
  for (const [i, hash] of hashes.entries()) chunks.set(hash, 32 * i);
  const hash = new Uint8Array(createHash("sha256").update(chunks).digest());
  return { hash, length: bytes.length, chunkBytes: CHUNK, chunks };
}

Deno.test("A payload is pulled by all neighbours whole, aligned, and hardly a chunk twice", async () => {
  const all = await swarmOf(4);
  const [publisher, ...others] = all.map(({ network }) => network);
  for (const length of [20_000, CHUNK, 3_000_001, 8 << 20]) {
    const payload = payloadOf(length);
    const name = nameOf(payload);
    publisher!.offer(name, payload);
    const pulled = await Promise.all(others.map((each) => each.pull(name)));
    for (const bytes of pulled) {
      assertSame(bytes, payload);
      assertEquals(bytes.byteOffset, 0);
    }
  }
  const useful = 3 * (20_000 + CHUNK + 3_000_001 + (8 << 20));
  const stats = all.map(({ network }) => network.stats());
  const sum = (pick: (one: typeof stats[number]) => number) =>
    stats.reduce((total, one) => total + pick(one), 0);
  const received = sum((one) => one.payloadBytesReceived);
  assertEquals(
    received - sum((one) => one.payloadBytesDuplicate),
    useful,
  );
  assert(received < 1.2 * useful, `${received} bytes for ${useful}`);
  // Not from the publisher alone: those that pulled have passed on.
  const relayed = sum((one) => one.payloadBytesSent) -
    stats[0]!.payloadBytesSent;
  assert(relayed > 0.1 * useful, `only ${relayed} of ${useful} were relayed`);
  assert(stats[0]!.uplinkBytesPerSecond! > 1e5);
  await closeAll(all);
});

Deno.test("A payload comes through a peer that is still pulling it", async () => {
  const swarm = freshSwarm();
  const first = await record(swarm);
  const own = { discovery: false };
  const middle = await record(swarm, {
    ...own,
    bootstrap: first.network.addresses,
  });
  const [a, b] = [first.network, middle.network];
  await until(() => b.peers().length === 1, "the first two are connected");
  // The last knows the middle one alone, and is not let to the first.
  const last = await record(`${swarm}`, {
    ...own,
    bootstrap: b.addresses,
    listen: [],
  });
  const c = last.network;
  // It hears of the first, and connects: a dial under way would outlast the end of it.
  await until(() => c.peers().length === 2, "the last is connected");
  await c.disconnect(a.id);
  const payload = payloadOf(6 << 20);
  const name = nameOf(payload);
  const pulled = c.pull(name);
  const relayed = b.pull(name);
  a.offer(name, payload);
  assertSame(await pulled, payload);
  assertSame(await relayed, payload);
  const stats = b.stats();
  assertEquals(stats.payloadBytesReceived, payload.length);
  assertEquals(a.stats().payloadBytesSent, payload.length);
  assertEquals(c.stats().payloadBytesReceived, payload.length);
  await closeAll([first, middle, last]);
});

Deno.test("What a holder sends instead of a payload is found out, and comes from another", async () => {
  const all = await swarmOf(3);
  const [honest, liar, asker] = all.map(({ network }) => network);
  const payload = payloadOf(4 << 20);
  const name = nameOf(payload);
  const wrong = new Uint8Array(payload);
  for (let at = 7; at < wrong.length; at += 3 * CHUNK) wrong[at]! ^= 1;
  honest!.offer(name, payload);
  liar!.offer(name, wrong);
  await pass(50);
  assertSame(await asker!.pull(name), payload);
  const { payloadBytesDuplicate } = asker!.stats();
  assert(payloadBytesDuplicate < 2 << 20, `${payloadBytesDuplicate} bytes`);
  await closeAll(all);
});

Deno.test("A payload survives its publisher once a peer has it, and a holder that goes in the middle", async () => {
  const all = await swarmOf(4);
  const [a, b, c, d] = all.map(({ network }) => network);
  const payload = payloadOf(12 << 20);
  const name = nameOf(payload);
  a!.offer(name, payload);
  await b!.pull(name);
  const pulled = [c!.pull(name), d!.pull(name)];
  await until(
    () => c!.stats().payloadBytesReceived > 1 << 20,
    "part of it has come",
  );
  await a!.close();
  for (const bytes of await Promise.all(pulled)) {
    assertSame(bytes, payload);
  }
  await closeAll(all);
});

Deno.test("A payload that nobody has is not waited for when it is not wanted any more", async () => {
  const all = await swarmOf(2);
  const [a, b] = all.map(({ network }) => network);
  const name = nameOf(payloadOf(1_000_000));
  const given = new AbortController();
  const pulled = a!.pull(name, { signal: given.signal });
  const late = b!.pull(name);
  const refused = assertRejects(() => late, NetworkError, "closed");
  given.abort();
  await assertRejects(() => pulled, NetworkError, "no longer wanted");
  assertThrows(
    () => a!.offer({ ...name, length: 0 }, new Uint8Array()),
    NetworkError,
    "Cannot name",
  );
  await closeAll(all);
  await refused;
});
