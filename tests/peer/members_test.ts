import { assertEquals } from "@std/assert";
import type { MemberFigures } from "../../src/peer/mod.ts";
import { constant } from "../../src/simulation/delays/mod.ts";
import type { VirtualPeer } from "../../src/simulation/mod.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** What one peer of a swarm knows of these, in their order. */
function rowsOf(
  teller: VirtualPeer,
  peers: readonly VirtualPeer[],
  now: number,
): MemberFigures[] {
  const rows = teller.peer.members(teller.clock.read(now));
  return peers.map(({ peer: { publicKey } }) =>
    rows.find(({ peer }) => peer === publicKey)!
  );
}

test("members() tells who straggles and how long everybody's gradients take, whether K is chosen or not", () => {
  for (const k of [3, "auto", "all"] as const) {
    const swarm = swarmOf({
      peers: 4,
      variant: k === "auto" ? "auto" : "k-async",
      k,
      epochs: 1e6,
      compute: (peer) => constant(peer === 3 ? 100 : 10),
    });
    const { peers } = swarm;
    swarm.runSync({ ms: 1000 });
    for (let i = 0; i < 40; i++) {
      swarm.runSync({ ms: 23 });
      const rows = rowsOf(peers[0]!, peers, swarm.now);
      const late = rows.map(({ isLate }) => isLate);
      assertEquals(late, [false, false, false, true], `K = ${k}`);
    }
    const rows = rowsOf(peers[0]!, peers, swarm.now);
    assertEquals(rows.map(({ isSelf }) => isSelf), [true, false, false, false]);
    assertEquals(rows.map(({ slowness }) => slowness), [1, 1, 1, 10]);
    assertEquals(
      rows.map(({ compute }) => compute!.p50),
      [10, 10, 10, 100],
    );
  }
});
