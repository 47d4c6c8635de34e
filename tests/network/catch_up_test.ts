import { assert, assertEquals, assertRejects } from "@std/assert";
import { NetworkError } from "../../src/network/mod.ts";
import { closeAll, pass, type Recorded, swarmOf, until } from "./swarm_of.ts";

const text = new TextEncoder(), untext = new TextDecoder();

/** Two connected peers; the second answers as told. */
async function pair(
  onRequest: (peer: string, request: Uint8Array) => AsyncIterable<Uint8Array>,
): Promise<Recorded[]> {
  return await swarmOf(2, {
    maxMessageBytes: 1 << 20,
    handlers: { onRequest },
  });
}

Deno.test("Network request() takes an answer frame by frame, empty frames included", async () => {
  const peers = await pair(async function* (peer, request) {
    await Promise.resolve();
    yield text.encode(peer);
    yield request;
    yield new Uint8Array(0);
    yield new Uint8Array(1 << 20).fill(3);
  });
  try {
    const [a, b] = [peers[0]!.network, peers[1]!.network];
    const frames: Uint8Array[] = [];
    for await (const frame of a.request(b.id, Uint8Array.of(1, 2))) {
      assertEquals(frame.byteOffset, 0);
      assertEquals(frame.buffer.byteLength, frame.length);
      frames.push(frame);
    }
    assertEquals(untext.decode(frames[0]), a.id);
    assertEquals(frames[1], Uint8Array.of(1, 2));
    assertEquals(frames[2]!.length, 0);
    assertEquals(frames[3], new Uint8Array(1 << 20).fill(3));
    assertEquals(frames.length, 4);
  } finally {
    await closeAll(peers);
  }
});

Deno.test("Network request() holds the answering side back while the caller is busy", async () => {
  let sent = 0, ended = false;
  const peers = await pair(async function* () {
    try {
      for (; sent < 400; sent++) {
        await Promise.resolve();
        yield new Uint8Array(1 << 20);
      }
    } finally {
      ended = true;
    }
  });
  try {
    const [a, b] = [peers[0]!.network, peers[1]!.network];
    for await (const frame of a.request(b.id, new Uint8Array(0))) {
      assertEquals(frame.length, 1 << 20);
      await pass(500);
      break;
    }
    assert(sent < 100, `${sent} MiB were sent to a caller that took one`);
    await until(() => ended, "the answering side stops");
  } finally {
    await closeAll(peers);
  }
});

Deno.test("Network request() ends when it is given up, though nothing comes", async () => {
  const silence = Promise.withResolvers<void>();
  const peers = await pair(async function* () {
    yield new Uint8Array(1);
    await silence.promise;
  });
  try {
    const [a, b] = [peers[0]!.network, peers[1]!.network];
    const given = new AbortController();
    const { signal } = given;
    let frames = 0;
    await assertRejects(
      async () => {
        for await (const _ of a.request(b.id, new Uint8Array(0), { signal })) {
          frames++;
          setTimeout(() => given.abort(), 20);
        }
      },
      NetworkError,
      "no longer wanted",
    );
    assertEquals(frames, 1);
  } finally {
    silence.resolve();
    await closeAll(peers);
  }
});

Deno.test("Network request() throws what the other side could not do", async () => {
  const peers = await pair(async function* () {
    await Promise.resolve();
    yield Uint8Array.of(1);
    throw new Error("That update is not here");
  });
  try {
    const [a, b] = [peers[0]!.network, peers[1]!.network];
    let frames = 0;
    await assertRejects(
      async () => {
        for await (const _ of a.request(b.id, new Uint8Array(0))) frames++;
      },
      NetworkError,
      `Cannot get an answer from ${b.id}: That update is not here`,
    );
    assertEquals(frames, 1);
  } finally {
    await closeAll(peers);
  }
});

Deno.test("Network request() never takes a torn answer for a complete one", async () => {
  const never = Promise.withResolvers<void>();
  const peers = await pair(async function* () {
    yield Uint8Array.of(1);
    await never.promise;
  });
  try {
    const [a, b] = [peers[0]!.network, peers[1]!.network];
    await assertRejects(
      async () => {
        for await (const _ of a.request(b.id, new Uint8Array(0))) {
          b.close();
        }
      },
      NetworkError,
      `Cannot get an answer from ${b.id}`,
    );
  } finally {
    never.resolve();
    await closeAll(peers);
  }
});

Deno.test("Network request() says that a peer is not connected, or a frame too long", async () => {
  const peers = await pair(async function* () {
    await Promise.resolve();
    yield new Uint8Array((1 << 20) + 1);
  });
  try {
    const [a, b] = [peers[0]!.network, peers[1]!.network];
    await assertRejects(
      () => a.request(a.id, new Uint8Array(0)).next(),
      NetworkError,
      "it is not connected",
    );
    await assertRejects(
      () => a.request(b.id, new Uint8Array(0)).next(),
      NetworkError,
      "Cannot send a frame of 1048577 bytes",
    );
  } finally {
    await closeAll(peers);
  }
});
