import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { freshSwarm, record, type Recorded, until } from "./swarm_of.ts";

const SEED = new Uint8Array(32).fill(42);

/** Identities whose ids come before and after that of `SEED`. */
const BEFORE = new Uint8Array(32).fill(8), AFTER = new Uint8Array(32).fill(1);

/** A process with this test's identity, which finds nobody by itself. */
function process(
  swarm: string,
  number: number,
  bootstrap: Recorded[],
): Promise<Recorded> {
  return record(swarm, {
    seed: SEED,
    discovery: false,
    bootstrap: bootstrap.map(({ network }) => network.addresses[0]!),
    run: { number, word: Uint8Array.of(number) },
  });
}

Deno.test("Of two processes with one identity the one started later stays, and the other gets its word, whichever comes first", async () => {
  const orders = [[1, 2], [2, 1]] as const;
  // Of two peers the one with the smaller id opens the hello.
  const cases = orders.flatMap(([first, second]) => [
    { first, second, thirdOpens: true },
    { first, second, thirdOpens: false },
  ]);
  for (const { first, second, thirdOpens } of cases) {
    const swarm = freshSwarm();
    const doubles: string[] = [];
    await using third = await record(swarm, {
      seed: thirdOpens ? BEFORE : AFTER,
      discovery: false,
      handlers: { onDouble: (peer) => doubles.push(peer) },
    });
    await using one = await process(swarm, first, [third]);
    assertEquals(third.network.id < one.network.id, thirdOpens);
    await until(() => third.connects.length === 1, "the first is there");
    await using two = await process(swarm, second, [third]);
    const older = first === 1 ? one : two;
    await until(() => older.messages.length > 0, "the older one is told");
    assertEquals(older.messages[0]!.bytes, Uint8Array.of(2));
    // It does as it should.
    await older.network.close();
    const newer = first === 1 ? two : one;
    await until(
      () =>
        third.network.peers().includes(newer.network.id) &&
        newer.network.peers().length === 1,
      "the newer one is there",
    );
    assert(doubles.length > 0);
    assertEquals(newer.messages, []);
  }
});

Deno.test("Two processes with one identity that know each other's address are told that they are two", async () => {
  const swarm = freshSwarm();
  await using one = await process(swarm, 1, []);
  for (const withId of [true, false]) {
    const [address] = one.network.addresses;
    await using two = await record(swarm, {
      seed: SEED,
      discovery: false,
      bootstrap: [withId ? address! : address!.split("/p2p/")[0]!],
    });
    await until(() => two.notices.length > 0, "it is told");
    assertStringIncludes(two.notices[0]!, address!.split("/p2p/")[0]!);
    assertStringIncludes(two.notices[0]!, "has the identity of this one");
  }
});
