import { assert } from "@std/assert";
import { assertAgreement } from "./assertions.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

for (const variant of ["k-sync", "k-async", "auto"] as const) {
  for (const retainBytes of variant === "auto" ? [30_000, 2 ** 26] : [30_000]) {
    test(`what both halves of a partition did outlives all who were there when it began: ${variant}, ${retainBytes} bytes kept`, () => {
      const swarm = swarmOf({
        peers: 4,
        variant,
        k: "all",
        epochs: 40,
        retainBytes,
        faults: [
          // Number 4 comes to one half, number 5 to the other.
          { kind: "partition", at: 300, group: [0, 1], lasts: 1200 },
          { kind: "join", at: 900 },
          { kind: "partition", at: 1499, group: [2, 3, 4], lasts: 3000 },
          { kind: "join", at: 2000 },
          ...[0, 1, 2, 3].map((peer) =>
            ({ kind: "crash", at: 3000, peer, silent: true }) as const
          ),
        ],
      });
      swarm.runSync({ ms: 2990 });
      const published = new Map<string, number>();
      for (const { replica } of swarm.peers) {
        for (const [feed, { count }] of replica.clock.entries()) {
          published.set(feed, Math.max(count, published.get(feed) ?? 0));
        }
      }
      const joiners = swarm.peers.slice(4);
      const counts = joiners.map(({ replica }) => replica.clock.counts());
      assert(
        Array.from(published.keys(), (feed) => counts.map((at) => at.get(feed)))
          .some(([one = 0, other = 0]) => Math.abs(one - other) > 100),
        "the halves are not apart",
      );
      swarm.runSync({ ms: 100_000 });
      assertAgreement(joiners);
      const [{ replica }] = joiners as [typeof joiners[0]];
      for (const [feed, count] of published) {
        assert(
          replica.clock.count(feed) >= count - 1,
          `${replica.clock.count(feed)} of ${count}`,
        );
      }
    });
  }
}
