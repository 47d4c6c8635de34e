import { assert, assertEquals } from "@std/assert";
import {
  leastAccuracy,
  LOOPBACK,
  swarmName,
  taskFile,
  withPeers,
} from "./processes.ts";

Deno.test("Machines whose gradients differ in bits train one model together", () =>
  withPeers(async (start) => {
    const common = [
      taskFile("rings"),
      ...LOOPBACK,
      ...["--swarm", swarmName(), "--wait-for", "2", "--k", "all"],
    ];
    const peers = ["wasm", "cpu"].map((backend) =>
      start([...common, "--backend", backend])
    );
    const summaries = await Promise.all(peers.map((peer) => peer.summary()));
    assertEquals(summaries[0]!.hash, summaries[1]!.hash);
    for (const { final } of summaries) {
      const { accuracy } = (final as { metrics: { accuracy: number } }).metrics;
      assert(accuracy > leastAccuracy(peers), `accuracy ${accuracy}`);
    }
  }));
