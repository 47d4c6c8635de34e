import { assert, assertEquals, assertThrows } from "@std/assert";
import { Replica, SnapshotError, type Update } from "../../src/replica/mod.ts";
import {
  foldAll,
  forSeeds,
  history,
  newReplica,
  Publisher,
  Random,
  RULES,
  SEED,
  served,
} from "./helpers.ts";

function replicaOf(updates: readonly Update[], random?: Random): Replica {
  const replica = newReplica();
  for (const update of updates) replica.receive(update);
  foldAll(replica, random);
  return replica;
}

Deno.test("A snapshot and what came since equal the full history", () => {
  forSeeds(8, (random) => {
    const updates = history(random);
    const cut = updates.filter((update) =>
      update.header.seq <= 5 + random.below(3)
    );
    const donor = replicaOf(random.shuffle(cut));
    const full = replicaOf(updates);
    const joiner = newReplica();
    const attachment = random.bytes(9);
    assertEquals(joiner.adopt(donor.snapshot(attachment)), attachment);
    assertEquals(joiner.hash(), donor.hash());
    assertEquals(joiner.units, donor.units);
    const missing = served(full.missing(joiner.held(), Infinity));
    for (const update of missing) joiner.receive(update);
    foldAll(joiner, random);
    assertEquals(joiner.hash(), full.hash());
    assertEquals(joiner.units, full.units);
    assertEquals(joiner.verifyFingerprint(), []);
    assertEquals(joiner.snapshot(), full.snapshot());
  });
});

Deno.test("adopt() keeps what was folded here and the snapshot lacks, and drains what was held", () => {
  forSeeds(8, (random) => {
    const updates = history(random);
    const mine = updates.filter(({ header }, i) =>
      header.seq <= (i < 24 ? 9 : 2)
    );
    const theirs = updates.filter(({ header }, i) =>
      header.seq <= (i < 24 ? 4 : 8)
    );
    const held = updates.filter(({ header }, i) => i >= 24 && header.seq >= 7);
    const replica = replicaOf(mine);
    const { values } = replica;
    for (const update of held) replica.receive(update);
    replica.adopt(replicaOf(theirs).snapshot());
    assert(values === replica.values);
    const union = new Set([...mine, ...theirs]);
    assertEquals(replica.hash(), replicaOf([...union]).hash());
    foldAll(replica, random);
    assertEquals(
      replica.hash(),
      replicaOf([...new Set([...union, ...held])]).hash(),
    );
    assertEquals(replica.verifyFingerprint(), []);
  });
});

Deno.test("adopt() refuses a tampered snapshot, and leaves the replica untouched", () => {
  const random = new Random(SEED);
  const bytes = replicaOf(history(random)).snapshot(random.bytes(5));
  const replica = replicaOf(history(new Random(SEED + 1), { feeds: 1 }));
  const before = replica.hash();
  const values = bytes.length - 8 * replica.values.length;
  for (let i = 0; i < 400; i++) {
    const copy = new Uint8Array(bytes);
    // Every byte but those of the attachment is vouched for.
    const at = i % 2 === 0
      ? values + random.below(bytes.length - values)
      : random.below(values - 5);
    copy[at]! ^= 1 << random.below(8);
    assertThrows(() => replica.adopt(copy), SnapshotError);
  }
  for (const length of [0, 1, 40, values, bytes.length - 1]) {
    assertThrows(() => replica.adopt(bytes.slice(0, length)), SnapshotError);
  }
  assertThrows(
    () => replica.adopt(new Uint8Array([...bytes, 0])),
    SnapshotError,
  );
  assertEquals(replica.hash(), before);
  assertEquals([...replica.feeds()].length, 1);
});

Deno.test("adopt() refuses a snapshot of another manifest or layout, and says so", () => {
  const other = { ...RULES, manifestHash: new Uint8Array(32) };
  const bytes = newReplica(other).snapshot();
  assertThrows(
    () => newReplica().adopt(bytes),
    SnapshotError,
    "another manifest",
  );
  const wide = { ...RULES, layout: { trainable: 1, state: 0 } };
  const small = new Replica({ rules: wide, start: [1] }).snapshot();
  assertThrows(
    () => newReplica().adopt(small),
    SnapshotError,
    "1 + 0 coordinates",
  );
});

Deno.test("adopt() refuses a snapshot that would lose something, or holds another branch of a fork", () => {
  const random = new Random(SEED);
  const publisher = new Publisher(3);
  const updates = Array.from({ length: 4 }, () => publisher.publish(random));
  const { feed } = updates[0]!;
  const older = replicaOf(updates.slice(0, 2)).snapshot();
  const replica = replicaOf(updates);
  replica.forget(feed, 3);
  assertThrows(() => replica.adopt(older), SnapshotError, "lacks update 3");
  replica.adopt(replicaOf(updates.slice(0, 3)).snapshot());
  assertEquals(replica.hash(), replicaOf(updates).hash());

  const twin = new Publisher(3);
  const branch = replicaOf([twin.publish(new Random(SEED + 9))]);
  assertThrows(
    () => replicaOf(updates).adopt(branch.snapshot()),
    SnapshotError,
    "forked at 1",
  );
  const ended = replicaOf(updates.slice(0, 1));
  ended.receive([...branch.feeds()][0]!.get(1)!);
  assertThrows(
    () => ended.adopt(replicaOf(updates).snapshot()),
    SnapshotError,
    "which is inadmissible",
  );
});
