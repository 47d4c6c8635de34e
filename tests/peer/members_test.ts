import { assert, assertEquals } from "@std/assert";
import type { MemberFigures } from "../../src/peer/mod.ts";
import { constant, exponential } from "../../src/simulation/delays/mod.ts";
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

test("members() tells a gradient that takes far longer than is usual of its peer, not who waits for it", () => {
  const swarm = swarmOf({
    peers: 3,
    variant: "k-sync",
    k: "all",
    epochs: 1e6,
    compute: constant(10),
    faults: [{ kind: "slow", at: 1000, peer: 2, factor: 20, lasts: 100 }],
  });
  const { peers } = swarm;
  const lateAt = () =>
    rowsOf(peers[0]!, peers, swarm.now).map(({ isLate }) => isLate);
  swarm.runSync({ ms: 1000 });
  assertEquals(lateAt(), [false, false, false]);
  swarm.runSync({ ms: 100 });
  assertEquals(lateAt(), [false, false, true]);
  assertEquals(
    rowsOf(peers[2]!, [peers[2]!], swarm.now).map(({ isLate }) => isLate),
    [true],
  );
  swarm.runSync({ ms: 1000 });
  assertEquals(lateAt(), [false, false, false]);
});

test("members() tells who was cancelled again and again for a straggler that has published nothing", () => {
  const swarm = swarmOf({
    peers: 4,
    variant: "k-sync",
    k: 3,
    epochs: 1e6,
    compute: (peer) => constant(peer === 3 ? 100 : 10),
  });
  const { peers } = swarm;
  swarm.runSync({ ms: 1000 });
  const rows = rowsOf(peers[0]!, peers, swarm.now);
  assertEquals(
    rows.map(({ isLate, published }) => isLate && published === 0),
    [false, false, false, true],
  );
  assertEquals("compute" in rows[3]!, false);
});

test("members() tells who is suspected, has left, joins, is done, and is there again", () => {
  const swarm = swarmOf({
    peers: 5,
    variant: "k-async",
    k: 2,
    epochs: 60,
    units: 128,
    compute: constant(10),
  });
  const { peers } = swarm;
  const statesAt = () => {
    const of = [...peers];
    return rowsOf(peers[0]!, of, swarm.now).map((row) => row?.state);
  };
  swarm.runSync({ ms: 500 });
  assertEquals(statesAt(), Array(5).fill("live"));
  const crashed = peers[4]!;
  swarm.crash(crashed);
  swarm.leave(peers[3]!);
  swarm.runSync({ ms: 1000 });
  assertEquals(statesAt(), ["live", "live", "live", "left", "suspected"]);
  const [row] = rowsOf(peers[0]!, [crashed], swarm.now);
  assertEquals([row!.connected, "behind" in row!], [false, false]);
  assert(row!.silentMs > 900, `${row!.silentMs} ms`);
  // One identity has one row, whatever came before.
  swarm.restart(crashed);
  swarm.runSync({ ms: 1000 });
  assertEquals(statesAt()[4], "live");
  assertEquals(peers[0]!.peer.members(swarm.now).length, 5);
  const seen: string[] = [];
  const joiner = swarm.add();
  for (let i = 0; i < 200; i++) {
    swarm.runSync({ ms: 0.5 });
    for (const row of rowsOf(peers[0]!, [joiner], swarm.now)) {
      if (row !== undefined && row.state !== seen.at(-1)) seen.push(row.state);
    }
  }
  // It joins once it has heard how much it lacks.
  assertEquals(seen.slice(-2), ["joining", "live"]);
  while (peers[0]!.peer.progress < 59) swarm.runSync({ ms: 20 });
  const own = new Set<string>(), others = new Set<string>();
  while (peers[0]!.finished === undefined) {
    swarm.runSync({ ms: 0.5 });
    const [self, other] = rowsOf(peers[0]!, peers, swarm.now);
    own.add(self!.state);
    others.add(other!.state);
  }
  assertEquals([...own], ["live", "done", "left"]);
  assertEquals([...others].slice(0, 2), ["live", "done"]);
});

test("members() tells of those who never came back as gone, the newest 32, and forgets none in its clock", () => {
  const swarm = swarmOf({
    peers: 3,
    variant: "k-async",
    k: 1,
    epochs: 1e6,
    compute: constant(400),
  });
  const { peers: [teller, other] } = swarm;
  swarm.runSync({ ms: 2000 });
  // Each comes back as a new one, as without `--state`.
  for (let run = 0; run < 34; run++) {
    const [crashed] = swarm.peers.slice(-1);
    swarm.crash(crashed!);
    swarm.add();
    swarm.runSync({ ms: 2000 });
  }
  const told = () => {
    const rows = teller!.peer.members(teller!.clock.read(swarm.now));
    const { gone = [], suspected = [], ...rest } = Object.groupBy(
      rows,
      ({ state }) => state,
    );
    assertEquals(rest.live?.length, 3);
    return { gone, suspected };
  };
  const before = told();
  assertEquals(before.gone.length + before.suspected.length > 32, true);
  swarm.runSync({ ms: 200_000 });
  const { gone, suspected } = told();
  assertEquals([gone.length, suspected.length], [32, 0]);
  const { elastic } = teller!.peer.figures();
  assertEquals(elastic.unknown, 0);
  // The clock forgets nobody.
  const { clock } = teller!.replica;
  assertEquals([...clock.counts()].length > 32, true);
  const { members } = teller!.peer.swarm;
  assertEquals([members.size, members.presentCount], [36, 2]);
  assertEquals(other!.peer.swarm.size, 3);
});

test("members() tells the known distance to what is not here: as much as its headers say, and nothing more", () => {
  const swarm = swarmOf({
    peers: 3,
    variant: "k-async",
    k: 1,
    epochs: 1e6,
    compute: constant(10),
  });
  const { peers } = swarm;
  let most = 0;
  for (let i = 0; i < 300; i++) {
    swarm.runSync({ ms: 3.1 });
    for (const teller of peers) {
      for (const [at, row] of rowsOf(teller, peers, swarm.now).entries()) {
        const { replica, peer } = peers[at]!;
        assertEquals(row.folded, teller.replica.clock.count(peer.feed));
        assert(row.published <= replica.clock.count(peer.feed));
        const isHere = row.folded >= row.published;
        assertEquals((row.missing ?? 0) > 0, !isHere, `${row.missing}`);
        if (!row.isSelf && row.behind !== undefined) {
          const folded = replica.clock.count(teller.peer.feed);
          assert(row.behind >= teller.peer.published - folded);
          most = Math.max(most, row.behind);
        }
      }
    }
  }
  assert(most > 0, "somebody was behind at a time");
});

test("a row takes no more than 512 bytes, and a record of figures no more than 2 KB", () => {
  const swarm = swarmOf({
    peers: 8,
    variant: "auto",
    k: "auto",
    epochs: 1e6,
    units: 640,
    ordering: "cd-grab",
    watchesHerding: true,
    compute: exponential(10),
  });
  swarm.runSync({ ms: 1500 });
  const { peer, clock } = swarm.peers[0]!;
  for (const row of peer.members(clock.read(swarm.now))) {
    assert(row.isSelf || row.lagMs !== undefined, "everything is known");
    const { length } = JSON.stringify(row);
    assert(length <= 512, `${length} bytes: ${JSON.stringify(row)}`);
  }
  const figures = peer.figures();
  assert(figures.quorumReason !== undefined, "K was chosen, and why is there");
  assert(figures.ordering.herding !== undefined);
  const { length } = JSON.stringify(figures);
  assert(length <= 2000, `${length} bytes`);
});
