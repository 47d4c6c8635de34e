import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Random } from "../../src/random/mod.ts";
import type { PeerInput } from "../../src/peer/mod.ts";
import {
  encodeStatus,
  type Status,
  type Update,
} from "../../src/replica/mod.ts";
import { createSignatures } from "../../src/simulation/signatures.ts";
import type { Simulation, VirtualPeer } from "../../src/simulation/mod.ts";
import { VARIANTS } from "../../src/synchronicity/mod.ts";
import { assertAgreement, eventsOf } from "./assertions.ts";
import { forge } from "./forge.ts";
import { swarmOf } from "./swarm.ts";

const { test } = Deno;

/** Seeds for each variant: DROVER_FORKS, or what fits in a few seconds. */
const SEEDS = Number(Deno.env.get("DROVER_FORKS") ?? 6);

const SIGNATURES = createSignatures("trusted");

/** Two branches that follow what everybody has of a peer's feed, which has crashed. */
function branchesOf(
  swarm: Simulation,
  twin: VirtualPeer,
  random: Random,
): { common: number; branches: [Update[], Update[]] } {
  const signer = SIGNATURES.signer(twin.index);
  const { replica, peer: { feed } } = twin;
  const honest = swarm.peers.filter((peer) => peer !== twin);
  const common = Math.min(
    ...honest.map((peer) => peer.replica.feed(feed)?.foldedCount ?? 0),
  );
  const after = honest.map((peer) => peer.replica.feed(feed)!)
    .map((known) => known.foldedCount === common ? known.folded : undefined)
    .find((head) => head !== undefined)!;
  const branch = () =>
    forge(after, { replica, signer, random, length: 1 + random.below(6) });
  return { common, branches: [branch(), branch()] };
}

/** Tells one peer of an update, as if gossip had brought it to nobody else. */
function tell(swarm: Simulation, peer: VirtualPeer, update: Update): void {
  swarm.input(peer, { kind: "frame", frame: { kind: "update", update } });
}

for (const variant of VARIANTS) {
  for (let seed = 1; seed <= SEEDS; seed++) {
    test(`who was told whichever branch of a fork, all end with equal bytes and without either: ${variant}, seed ${seed}`, () => {
      const random = new Random("fork", seed);
      const swarm = swarmOf({
        peers: 5,
        variant,
        k: seed % 2 === 0 ? "all" : 2,
        seed,
        epochs: 12,
        network: seed % 3 === 0 ? { loss: 0.05 } : {},
      });
      swarm.runSync({ ms: 200 + random.below(200) });
      const twin = swarm.peers[4]!;
      const honest = swarm.peers.slice(0, 4);
      swarm.crash(twin, { silent: random.below(2) === 0 });
      swarm.runSync({ ms: 30 });
      const { common, branches } = branchesOf(swarm, twin, random);
      // The halves are apart while either hears its own branch.
      const parted = random.below(2) === 0
        ? swarm.partition(honest.slice(0, 2))
        : undefined;
      for (const [i, peer] of honest.entries()) {
        for (const update of branches[i < 2 ? 0 : 1]) {
          swarm.after(1 + random.below(20), () => tell(swarm, peer, update));
        }
      }
      swarm.runSync({ ms: 100 });
      if (parted !== undefined) swarm.heal(parted);
      const [odd] = branches[1];
      tell(swarm, honest[0]!, odd!);
      swarm.runSync({ ms: 100_000 });
      assertAgreement(honest);
      const { feed, publicKey } = twin.peer;
      for (const peer of honest) {
        assertEquals(peer.replica.clock.count(feed), common);
        const [told, ...again] = eventsOf(peer, "fork");
        assertEquals(again, []);
        assertEquals(told?.peer, publicKey);
        assertEquals(told?.feed, feed);
        assert(told!.seq > common);
      }
    });
  }
}

test("who joins after a fork is told of it and given neither branch", () => {
  const random = new Random("fork", 1);
  const swarm = swarmOf({ peers: 4, variant: "k-async", k: 2, epochs: 24 });
  swarm.runSync({ ms: 300 });
  const twin = swarm.peers[3]!;
  swarm.crash(twin);
  swarm.runSync({ ms: 30 });
  const { common, branches: [left, right] } = branchesOf(swarm, twin, random);
  for (const peer of swarm.peers.slice(0, 3)) {
    for (const update of left) tell(swarm, peer, update);
  }
  swarm.runSync({ ms: 20 });
  tell(swarm, swarm.peers[0]!, right[0]!);
  swarm.runSync({ ms: 100 });
  const joiner = swarm.add();
  swarm.runSync({ ms: 100 });
  for (const update of left) tell(swarm, joiner, update);
  swarm.runSync({ ms: 100_000 });
  const present = [...swarm.peers.slice(0, 3), joiner];
  assertAgreement(present);
  assertEquals(joiner.replica.clock.count(twin.peer.feed), common);
  assertEquals(eventsOf(joiner, "fork").length, 1);
});

test("peers that have forgotten the branch that they hold take a snapshot without it", () => {
  const random = new Random("fork", 2);
  const swarm = swarmOf({ peers: 4, variant: "k-async", k: 2, epochs: 24 });
  swarm.runSync({ ms: 300 });
  const twin = swarm.peers[3]!;
  swarm.crash(twin);
  swarm.runSync({ ms: 30 });
  const { common, branches: [left, right] } = branchesOf(swarm, twin, random);
  const honest = swarm.peers.slice(0, 3);
  for (const peer of honest) {
    for (const update of left) tell(swarm, peer, update);
  }
  swarm.runSync({ ms: 20 });
  const { feed } = twin.peer;
  for (const { replica } of honest.slice(1)) {
    assertEquals(replica.clock.count(feed), common + left.length);
    replica.forget(feed, common + left.length);
  }
  tell(swarm, honest[0]!, right[0]!);
  swarm.runSync({ ms: 100_000 });
  assertAgreement(honest);
  for (const { replica } of honest) {
    assertEquals(replica.clock.count(feed), common);
  }
});

test("of two branches that nobody can take out any more, one becomes everybody's", () => {
  const random = new Random("fork", 4);
  const swarm = swarmOf({ peers: 5, variant: "k-async", k: 2, epochs: 24 });
  swarm.runSync({ ms: 300 });
  const twin = swarm.peers[4]!;
  swarm.crash(twin);
  swarm.runSync({ ms: 30 });
  const { common, branches } = branchesOf(swarm, twin, random);
  const [left, right] = branches.map((branch) => branch.slice(0, 1));
  const honest = swarm.peers.slice(0, 4);
  const { feed } = twin.peer;
  for (const [i, peer] of honest.entries()) {
    tell(swarm, peer, i < 2 ? left![0]! : right![0]!);
  }
  swarm.runSync({ ms: 1 });
  for (const [i, { replica }] of honest.entries()) {
    assertEquals(replica.clock.count(feed), common + 1);
    replica.forget(feed, common + 1);
    assertEquals(
      replica.clock.get(feed)!.head,
      (i < 2 ? left : right)![0]!.hash,
    );
  }
  tell(swarm, honest[0]!, right![0]!);
  swarm.runSync({ ms: 100_000 });
  assertAgreement(honest);
  for (const { replica } of honest) {
    assertEquals(replica.clock.count(feed), common + 1);
  }
});

test("whose feed somebody else goes on with leaves, says why, and is waited for by nobody", () => {
  for (const variant of VARIANTS) {
    const random = new Random("fork", 3);
    const swarm = swarmOf({ peers: 4, variant, k: "all", epochs: 12 });
    swarm.runSync({ ms: 300 });
    const owner = swarm.peers[3]!;
    const { feed } = owner.peer;
    const signer = SIGNATURES.signer(3);
    const { folded } = swarm.peers[0]!.replica.feed(feed)!;
    const [copy] = forge(folded!, {
      replica: owner.replica,
      signer,
      random,
      length: 1,
    });
    swarm.runSync({ ms: 40 });
    tell(swarm, swarm.peers[0]!, copy!);
    swarm.runSync({ ms: 100_000 });
    assertStringIncludes(owner.finished!, "forked: another process");
    assertAgreement(swarm.peers.slice(0, 3));
    const { replica } = swarm.peers[0]!;
    assertEquals(replica.clock.count(feed), folded!.header.seq);
    assert(replica.units >= 12 * 64, `${variant}: ${replica.units} units`);
  }
});

test("an identity that is started again elsewhere goes on there, and the older run leaves", () => {
  const swarm = swarmOf({ peers: 4, variant: "k-async", k: 2, epochs: 12 });
  swarm.runSync({ ms: 300 });
  const older = swarm.peers[3]!;
  const { peer: { publicKey, feed }, replica } = older;
  const signer = SIGNATURES.signer(3);
  const word = encodeStatus(
    {
      incarnation: 9,
      number: 1,
      seq: 0,
      firstRound: 0,
      round: 0,
      flags: { joining: true, computing: false, done: false, leaving: false },
      beat: 250,
      units: 0,
      seat: 0,
      progress: 0,
      residualNorm: 0,
      cumulativeNorm: 0,
      full: true,
      digest: new Uint8Array(8),
      entries: [],
    },
    signer,
    replica.rules.manifestHash,
  );
  const said = peerFrame(word);
  const published = older.peer.figures().published;
  swarm.input(swarm.peers[0]!, said);
  swarm.runSync({ ms: 300 });
  // Its older run is heard of still.
  const told = eventsOf(swarm.peers[0]!, "duplicate");
  assertEquals(told.map(({ peer }) => peer), [publicKey]);
  assertEquals(older.finished, undefined);
  swarm.input(older, said);
  assertStringIncludes(older.finished!, "superseded: another process");
  swarm.runSync({ ms: 100_000 });
  const rest = swarm.peers.slice(0, 3);
  assertAgreement(rest);
  for (const { replica } of rest) {
    assert(replica.clock.count(feed) >= published);
    assertEquals([...replica.forks.evidence()], []);
  }
});

function peerFrame(status: Status): PeerInput {
  return { kind: "frame", frame: { kind: "status", status } };
}
