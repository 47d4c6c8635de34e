import { assertEquals } from "@std/assert";
import { closeAll, freshSwarm, pass, record, until } from "./swarm_of.ts";

/** How long 32 peers in one process may take where much else runs, ms. */
const PATIENCE = 180_000;

Deno.test("createNetwork() lets 32 peers on one host hear each other", async () => {
  const swarm = freshSwarm();
  // A star, since 496 connections would take longer than a test should. The
  // limits that matter are for one address: its hub has 31 peers there.
  const hub = await record(swarm, { discovery: false });
  const bootstrap = hub.network.addresses;
  const others = await Promise.all(
    Array.from(
      { length: 31 },
      () => record(swarm, { discovery: false, listen: [], bootstrap }),
    ),
  );
  const all = [hub, ...others];
  try {
    await until(
      () =>
        hub.network.peers().length === 31 &&
        others.every(({ network }) => network.peers().length === 1),
      "all are connected to the hub",
      PATIENCE,
    );
    const sent = await hub.network.publish(Uint8Array.of(1));
    assertEquals(sent, { recipients: 31 });
    await until(
      () => others.every(({ messages }) => messages.length === 1),
      "all hear the hub",
      PATIENCE,
    );
    // Relaying begins with the next heartbeat at the latest.
    await pass(300);
    await others[0]!.network.publish(Uint8Array.of(2));
    await until(
      () =>
        hub.messages.length === 1 &&
        others.slice(1).every(({ messages }) => messages.length === 2),
      "all hear one of the others, by way of the hub",
      PATIENCE,
    );
  } finally {
    await closeAll(all);
  }
});
