import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { generateSecret } from "../../src/network/mod.ts";
import { FailureNotes } from "../../src/network/failure_notes.ts";
import { freshSwarm, pass, record, until } from "./swarm_of.ts";

Deno.test("generateSecret() makes a libp2p pre-shared key file, never the same", () => {
  const text = new TextDecoder().decode(generateSecret());
  assert(
    /^\/key\/swarm\/psk\/1\.0\.0\/\n\/base16\/\n[0-9a-f]{64}$/.test(text),
    text,
  );
  assert(text !== new TextDecoder().decode(generateSecret()));
});

Deno.test("createNetwork() joins a private swarm with its secret", async () => {
  const swarm = freshSwarm();
  const secret = generateSecret();
  await using a = await record(swarm, { secret });
  await using b = await record(swarm, { secret });
  await until(
    () => a.network.peers().length === 1 && b.network.peers().length === 1,
    "they connect",
  );
  assertEquals(await a.network.publish(Uint8Array.of(1)), { recipients: 1 });
  await until(() => b.messages.length === 1, "b hears a");
});

for (
  const [what, other, here, there] of [
    [
      "another secret",
      generateSecret(),
      "it has another secret than ours",
      "it has another secret than ours",
    ],
    [
      "no secret",
      undefined,
      "it has no secret and we have one",
      "it has a secret and we have none",
    ],
  ] as const
) {
  Deno.test(`createNetwork() keeps a peer with ${what} out, and says so in words, once`, async () => {
    const swarm = freshSwarm();
    await using a = await record(swarm, { secret: generateSecret() });
    await using b = await record(
      swarm,
      other === undefined ? {} : { secret: other },
    );
    await until(
      () => a.notices.length > 0 && b.notices.length > 0,
      "both say so",
    );
    await pass(500);
    assertEquals([a.notices.length, b.notices.length], [1, 1]);
    assertStringIncludes(a.notices[0]!, here);
    assertStringIncludes(b.notices[0]!, there);
    assertEquals([...a.connects, ...b.connects], []);
  });
}

Deno.test("FailureNotes waits for a second failure, then speaks once for each address", () => {
  const notices: string[] = [];
  const notes = new FailureNotes(true, (text) => notices.push(text));
  const address = "/ip4/10.0.0.7/tcp/4001";
  notes.failed("a", [address]);
  notes.succeeded("a");
  notes.failed("a", [address]);
  assertEquals(notices, []);
  for (let i = 0; i < 5; i++) notes.failed("a", [address]);
  assertEquals(notices, [
    "Cannot talk to the peer at 10.0.0.7:4001: it seems to have another secret than ours, or none (give all peers of a private swarm the same --secret)",
  ]);
});
