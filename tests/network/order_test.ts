import { assertEquals } from "@std/assert";
import { freshSwarm, record, type Recorded, until } from "./swarm_of.ts";

Deno.test("Network hands on what a peer says only after it has told that he is here", async () => {
  const swarm = freshSwarm();
  const heard: Record<string, string[]> = { one: [], other: [] };
  const networks: Recorded[] = [];
  const start = async (name: "one" | "other") => {
    const started = await record(swarm, {
      handlers: {
        onConnect: () => heard[name]!.push("here"),
        onMessage: () => heard[name]!.push("says"),
      },
    });
    networks.push(started);
  };
  try {
    await Promise.all([start("one"), start("other")]);
    // Each speaks from before it is connected until it was heard.
    let count = 0;
    await until(() => {
      for (const { network } of networks) {
        network.publish(Uint8Array.of(++count, count >> 8, count >> 16));
      }
      return Object.values(heard).every((events) => events.length > 1);
    }, "both hear each other");
  } finally {
    await Promise.all(networks.map(({ network }) => network.close()));
  }
  for (const events of Object.values(heard)) {
    assertEquals(events.slice(0, 2), ["here", "says"]);
  }
});
