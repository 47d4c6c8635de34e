import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  joinSnapshot,
  Replica,
  SnapshotError,
  snapshotFrames,
  type Update,
  WireError,
} from "../../src/replica/mod.ts";
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
    const frames = [...snapshotFrames(donor.snapshot(attachment))];
    const { snapshot, count } = joinSnapshot([...frames, frames[1]!]);
    assertEquals(count, frames.length);
    assertEquals(snapshot.attachment, attachment);
    joiner.adopt(snapshot);
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
  const snapshot = replicaOf(history(random)).snapshot(random.bytes(5));
  const frames = [...snapshotFrames(snapshot)];
  const replica = replicaOf(history(new Random(SEED + 1), { feeds: 1 }));
  const before = replica.hash();
  const take = (changed: readonly Uint8Array[]) =>
    replica.adopt(joinSnapshot(changed).snapshot);
  for (let i = 0; i < 400; i++) {
    const changed = frames.map((frame) => new Uint8Array(frame));
    const frame = changed[i % 2]!;
    // Every byte but those of the attachment is vouched for.
    const at = random.below(frame.length - (i % 2 === 0 ? 5 : 0));
    frame[at]! ^= 1 << random.below(8);
    const error = assertThrows(() => take(changed));
    assert(error instanceof SnapshotError || error instanceof WireError);
  }
  for (const [place, whole] of frames.entries()) {
    for (const length of [0, 1, 40, whole.length - 1]) {
      const changed = frames.with(place, whole.slice(0, length));
      assertThrows(() => take(changed), WireError);
    }
    const longer = new Uint8Array([...whole, 0]);
    assertThrows(() => take(frames.with(place, longer)), WireError);
  }
  assertThrows(() => take(frames.slice(0, 1)), WireError, "1 frames, not 2");
  assertThrows(() => take([]), WireError);
  const off = snapshot.values.slice();
  for (const wrong of [2 ** -33, 2 ** 20, NaN, -0]) {
    off[3] = wrong;
    assertThrows(
      () => replica.adopt({ ...snapshot, values: off }),
      SnapshotError,
      "off the grid",
    );
  }
  assertEquals(replica.hash(), before);
  assertEquals([...replica.feeds()].length, 1);
});

Deno.test("A model is sent as it was at an earlier clock, while what came since is retained", () => {
  forSeeds(8, (random) => {
    const updates = history(random);
    const until = 3 + random.below(4);
    const early = updates.filter(({ header }) => header.seq <= until);
    const before = replicaOf(early);
    const held = before.snapshot();
    const counts = before.clock.counts();
    const now = replicaOf(random.shuffle(updates), random);
    assertEquals(now.snapshotAt(counts), held);
    assertEquals(before.hash(), replicaOf(early).hash());
    assertEquals(now.hash(), replicaOf(updates).hash());
    // Feeds or entries that were never here, and what is no longer retained.
    const [feed] = [...counts.keys()];
    const count = counts.get(feed!)!;
    const ahead = new Map(counts).set(feed!, 1e6);
    assertEquals(now.snapshotAt(ahead), undefined);
    const unknown = new Map(counts).set("ff".repeat(16), 1);
    assertEquals(now.snapshotAt(unknown), undefined);
    now.forget(feed!, count + 1);
    assertEquals(now.snapshotAt(counts), undefined);
  });
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
    "holds update 1",
  );
  const ended = replicaOf(updates.slice(0, 1));
  ended.receive([...branch.feeds()][0]!.get(1)!);
  assertThrows(
    () => ended.adopt(replicaOf(updates).snapshot()),
    SnapshotError,
    "which is inadmissible",
  );
});
