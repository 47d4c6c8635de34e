import { assert, assertEquals } from "@std/assert";
import { generateSecret } from "../../src/network/mod.ts";
import { freshSwarm, record, until } from "./swarm_of.ts";

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
  const [what, other] of [
    ["another secret", generateSecret()],
    ["no secret", undefined],
  ] as const
) {
  Deno.test(`createNetwork() keeps a peer with ${what} out, and says so in words`, async () => {
    const swarm = freshSwarm();
    await using a = await record(swarm, { secret: generateSecret() });
    await using b = await record(
      swarm,
      other === undefined ? {} : { secret: other },
    );
    await until(
      () => a.notices.length + b.notices.length > 0,
      "one of them says so",
      30_000,
    );
    const notices = [...a.notices, ...b.notices];
    assert(notices.every((text) => text.includes("secret")), `${notices}`);
    assertEquals([...a.connects, ...b.connects], []);
  });
}
