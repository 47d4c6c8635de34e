import { assert } from "@std/assert";
import { closeAll, freshSwarm, record, until } from "./swarm_of.ts";

Deno.test("createNetwork() lets 32 peers on one host hear a publish, while they still gather", async () => {
  const swarm = freshSwarm();
  const all = await Promise.all(
    Array.from({ length: 32 }, () => record(swarm)),
  );
  try {
    const heard = () =>
      all.slice(1).filter(({ messages }) =>
        messages.some(({ bytes }) => bytes[0] === 77)
      ).length;
    // Who is not connected to anybody yet misses a message: catch-up's task. So
    // one peer goes on publishing until everybody is there to hear it, from it
    // or by way of others.
    let count = 0;
    const end = Date.now() + 60_000;
    while (heard() < 31) {
      assert(Date.now() < end, `${heard()} of 31 heard it after a minute`);
      await all[0]!.network.publish(Uint8Array.of(77, count++ % 256));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await until(
      () => all.every(({ network }) => network.peers().length > 10),
      "gossip's limit for one address, about ten peers, is lifted",
      60_000,
    );
  } finally {
    await closeAll(all);
  }
});
