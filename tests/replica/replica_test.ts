import { assert, assertEquals, assertThrows } from "@std/assert";
import { createCodec, DIVERGED, GRID } from "../../src/compression/mod.ts";
import {
  decodeFrame,
  DivergedError,
  encodePayload,
  FeedWriter,
  Fingerprint,
  frameOfUpdate,
  Replica,
  type Update,
} from "../../src/replica/mod.ts";
import {
  FINGERPRINT,
  foldAll,
  forSeeds,
  history,
  LAYOUT,
  MANIFEST,
  newReplica,
  Publisher,
  Random,
  RULES,
  SEED,
  served,
  signer,
  updateIn,
} from "./helpers.ts";

Deno.test("Replica gives equal bytes, clock and hash for any order, duplication, batching and interleaving", () => {
  forSeeds(12, (random) => {
    const updates = history(random);
    const reference = newReplica();
    for (const update of updates) {
      assertEquals(reference.receive(update).kind, "next");
      reference.fold(update.feed);
    }
    const twice = [...updates, ...updates.filter(() => random.below(3) === 0)];
    for (let trial = 0; trial < 4; trial++) {
      const replica = newReplica();
      for (const update of random.shuffle(twice)) {
        // Half of them as bytes from the wire, into a buffer that is used again.
        const frame = frameOfUpdate(update);
        const decoded = updateIn(decodeFrame(frame));
        frame.fill(0);
        replica.receive(random.below(2) === 0 ? update : decoded);
        const ready = [...replica.feedsWithUnfolded()];
        if (ready.length > 0 && random.below(2) === 0) {
          replica.fold(random.pick(ready));
        }
      }
      foldAll(replica, random);
      assertEquals(replica.hash(), reference.hash());
      assertEquals(
        new Uint8Array(replica.values.buffer),
        new Uint8Array(reference.values.buffer),
      );
      assert(replica.clock.equals(reference.clock));
      assertEquals(replica.clock.digest(), reference.clock.digest());
      assertEquals(replica.units, reference.units);
      assertEquals(replica.verifyFingerprint(), []);
    }
  });
});

Deno.test("Replica values equal the sum of integers in a BigInt oracle", () => {
  forSeeds(4, (random) => {
    const updates = history(random);
    const replica = newReplica();
    const sums = Array.from(replica.values, (value) => BigInt(value * 2 ** 32));
    const alone = new Replica({
      rules: RULES,
      start: new Float64Array(replica.values.length),
    });
    for (const update of updates) {
      replica.receive(update);
      replica.fold(update.feed);
      const before = Array.from(
        alone.values,
        (value) => BigInt(value * 2 ** 32),
      );
      alone.receive(update);
      alone.fold(update.feed);
      alone.values.forEach((value, j) =>
        sums[j]! += BigInt(value * 2 ** 32) - before[j]!
      );
    }
    assertEquals(
      Array.from(replica.values, (value) => BigInt(value * 2 ** 32)),
      sums,
    );
  });
});

Deno.test("Replica holds early entries and drains them when the gap closes", () => {
  const random = new Random(SEED);
  const publisher = new Publisher(0);
  const [first, ...rest] = Array.from(
    { length: 5 },
    () => publisher.publish(random),
  );
  const replica = newReplica();
  for (const update of rest) {
    assertEquals(replica.receive(update), { kind: "early", admitted: 0 });
    assertEquals(replica.receive(update), { kind: "known", admitted: 0 });
  }
  assertEquals([...replica.feedsWithUnfolded()], []);
  assertEquals(replica.receive(first!), { kind: "next", admitted: 5 });
  assertEquals([...replica.feedsWithUnfolded()], [first!.feed]);
  assertEquals(replica.peek(first!.feed), first);
  foldAll(replica);
  assertEquals(replica.clock.count(first!.feed), 5);
});

Deno.test("Replica bounds what it holds early, and drops what is furthest ahead", () => {
  const random = new Random(SEED);
  const publisher = new Publisher(0);
  const updates = Array.from({ length: 10 }, () => publisher.publish(random));
  const replica = new Replica({
    rules: RULES,
    start: newReplica().values,
    limits: { earlyEntries: 3 },
  });
  for (const update of random.shuffle(updates.slice(1))) {
    replica.receive(update);
  }
  assertEquals(replica.feed(updates[0]!.feed)!.early.toSorted(), [2, 3, 4]);
  assertEquals(replica.receive(updates[0]!).admitted, 4);

  const small = new Replica({
    rules: RULES,
    start: newReplica().values,
    limits: { earlyBytes: 1000 },
  });
  for (const update of updates.slice(1)) small.receive(update);
  assert(small.retainedBytes <= 1000 && small.retainedBytes > 0);
});

Deno.test("Replica takes no more feeds than its limit", () => {
  const random = new Random(SEED);
  const replica = new Replica({
    rules: RULES,
    start: newReplica().values,
    limits: { feeds: 2 },
  });
  const kinds = [0, 1, 2].map((p) =>
    replica.receive(new Publisher(p).publish(random)).kind
  );
  assertEquals(kinds, ["next", "next", "invalid"]);
});

function pushOf(value: number, coordinate: number, writer: FeedWriter): Update {
  const encoded = createCodec({ kind: "float32" }).encode(
    Float64Array.from(
      { length: LAYOUT.trainable },
      (_, j) => j === coordinate ? value : GRID,
    ),
    new Float64Array(LAYOUT.trainable),
  );
  const payload = encodePayload(encoded, {
    layout: LAYOUT,
    state: new Float32Array(LAYOUT.state).fill(-1),
  });
  return writer.write({ norm: encoded.norm, codec: 1, payload, units: 1 });
}

Deno.test("Replica fold() throws where a coordinate reaches 2^20, and loses nothing", () => {
  const start = newReplica().values.slice();
  start[7] = -(DIVERGED - 900);
  const replica = new Replica({ rules: RULES, start });
  const options = {
    incarnation: 1,
    manifestHash: MANIFEST,
    fingerprint: FINGERPRINT,
  };
  const writer = new FeedWriter({ ...options, signer: signer(1) });
  const update = pushOf(-1000, 7, writer);
  replica.receive(update);
  const before = replica.hash();
  const error = assertThrows(() => replica.fold(update.feed), DivergedError);
  assertEquals(error.divergence, {
    coordinate: 7,
    value: -(DIVERGED + 100),
    update: { feed: update.feed, seq: 1 },
  });
  assertEquals(replica.hash(), before);
  assertEquals(replica.clock.size, 0);
  assertEquals(replica.units, 0);
  assertEquals(replica.peek(update.feed), update);

  const back = pushOf(
    500,
    7,
    new FeedWriter({ ...options, signer: signer(2) }),
  );
  replica.receive(back);
  replica.fold(back.feed);
  assertEquals(replica.fold(update.feed), update);
  assertEquals(replica.verifyFingerprint(), []);
});

Deno.test("Replica refuses starting values that are not finite or too large, and rounds others to the grid", () => {
  for (const value of [NaN, Infinity, -Infinity, DIVERGED, -DIVERGED]) {
    const start = newReplica().values.slice();
    start[3] = value;
    const error = assertThrows(
      () => new Replica({ rules: RULES, start }),
      DivergedError,
    );
    assertEquals(error.divergence, { coordinate: 3, value });
  }
  const start = newReplica().values.slice();
  start[0] = -GRID / 4;
  start[1] = 1 / 3;
  start[2] = DIVERGED - GRID;
  const { values } = new Replica({ rules: RULES, start });
  assert(Object.is(values[0], 0));
  assertEquals(values[1]! / GRID, Math.round(2 ** 32 / 3));
  assertEquals(values[2], DIVERGED - GRID);
  assertThrows(
    () => new Replica({ rules: RULES, start: [1] }),
    RangeError,
    "1 starting values",
  );
});

Deno.test("Replica ends a forked feed with both branches as evidence, and can retract to the fork", () => {
  const random = new Random(SEED);
  const [left, right] = [new Publisher(3), new Publisher(3)];
  const common = new Random(SEED + 1);
  const again = new Random(SEED + 1);
  const trunk = Array.from(
    { length: 3 },
    () => left.publish(common, { units: 1 }),
  );
  for (let i = 0; i < 3; i++) right.publish(again, { units: 1 });
  const branch = Array.from(
    { length: 2 },
    () => left.publish(random, { round: 1 }),
  );
  const other = right.publish(random, { round: 2 });
  const feed = other.feed;

  const atFork = newReplica();
  for (const update of trunk) atFork.receive(update);
  foldAll(atFork);

  const replica = newReplica();
  for (const update of [...trunk, ...branch]) replica.receive(update);
  foldAll(replica);
  const received = replica.receive(other);
  assertEquals(received.kind, "refused");
  assertEquals(received.ended?.seq, 4);
  assertEquals(received.ended?.evidence, [branch[0]!, other]);
  assertEquals(replica.receive(left.publish(random)).kind, "ended");
  replica.retract(feed, 3);
  assertEquals(replica.hash(), atFork.hash());
  assertEquals(replica.units, atFork.units);
  assertEquals(replica.verifyFingerprint(), []);
  assertEquals(replica.receive(branch[0]!).kind, "ended");
  assertEquals(replica.receive(trunk[2]!).kind, "known");

  // The other order of arrival: a lagging peer holds one branch early, and still admits the trunk.
  const lagging = newReplica();
  assertEquals(lagging.receive(branch[0]!).kind, "early");
  assertEquals(lagging.receive(other).kind, "refused");
  for (const update of trunk) {
    assertEquals(lagging.receive(update).kind, "next");
  }
  foldAll(lagging);
  assertEquals(lagging.hash(), atFork.hash());
});

Deno.test("Replica folds nothing after a fork that it learns of before it has folded", () => {
  const [left, right] = [new Publisher(3), new Publisher(3)];
  const random = new Random(SEED);
  const updates = Array.from({ length: 4 }, () => left.publish(random));
  const again = new Random(SEED);
  right.publish(again);
  const other = right.publish(again, { round: 9 });
  for (const folded of [0, 1, 2]) {
    const replica = newReplica();
    for (const update of updates) replica.receive(update);
    for (let i = 0; i < folded; i++) replica.fold(other.feed);
    replica.forget(other.feed, folded);
    assertEquals(replica.receive(other).ended?.seq, 2);
    foldAll(replica);
    assertEquals(replica.clock.count(other.feed), Math.max(1, folded));
    assertEquals(replica.feed(other.feed)!.count, Math.max(1, folded));
    assertEquals(replica.peek(other.feed), undefined);
    assertEquals(replica.verifyFingerprint(), []);
  }
});

Deno.test("Replica ends a feed when a held entry turns out not to follow", () => {
  const random = new Random(SEED);
  const [left, right] = [new Publisher(3), new Publisher(3)];
  const first = left.publish(random, { loss: 1 });
  right.publish(random, { loss: 2 });
  const stray = right.publish(random);
  const replica = newReplica();
  assertEquals(replica.receive(stray).kind, "early");
  const received = replica.receive(first);
  assertEquals(received.admitted, 1);
  // What it names as its predecessor is another update 1 than this one.
  assertEquals(received.ended?.seq, 1);
  assert(received.ended?.reason.includes("a fork"));
  foldAll(replica);
  assertEquals(replica.clock.size, 0);
});

Deno.test("Replica missing() serves what a clock lacks, each feed in order and in turn", () => {
  forSeeds(4, (random) => {
    const updates = history(random);
    const full = newReplica();
    for (const update of updates) full.receive(update);
    foldAll(full);
    const replica = newReplica();
    for (const update of random.shuffle(updates).slice(0, 20)) {
      replica.receive(update);
    }
    foldAll(replica);
    for (let turns = 0;; turns++) {
      const batch = served(full.missing(replica.held(), 700));
      if (batch.length === 0) break;
      assert(turns < 100);
      for (const update of batch) {
        assert(["next", "known"].includes(replica.receive(update).kind));
      }
      foldAll(replica);
    }
    assertEquals(replica.hash(), full.hash());
    assertEquals(served(full.missing(new Map(), 1)).length, 1);
    const some = served(full.missing(new Map(), Infinity));
    assertEquals(
      new Set(some.slice(0, 4).map((update) => update.feed)).size,
      4,
    );
  });
});

Deno.test("Replica forget() frees memory, and missing() then says what is beyond the horizon", () => {
  const random = new Random(SEED);
  const publisher = new Publisher(0);
  const updates = Array.from({ length: 6 }, () => publisher.publish(random));
  const { feed } = updates[0]!;
  const replica = newReplica();
  for (const update of updates) replica.receive(update);
  replica.fold(feed);
  replica.fold(feed);
  const before = replica.retainedBytes;
  replica.forget(feed, 4);
  assertEquals(replica.feed(feed)!.first, 3);
  assertEquals(
    before - replica.retainedBytes,
    updates.slice(0, 2).reduce(
      (sum, u) => sum + u.payload.length + u.headerBytes.length,
      0,
    ),
  );
  assertEquals(replica.missing(new Map(), 1e9), "beyond horizon");
  assertEquals(
    replica.missing(new Map([[feed, { count: 2, since: 2 }]]), 1e9),
    updates.slice(2),
  );
  assertEquals(replica.receive(updates[0]!).kind, "known");
  foldAll(replica);
  assertThrows(
    () => replica.retract(feed, 1),
    RangeError,
    "no longer retained",
  );
  replica.forget(feed, 6);
  assertEquals(replica.retainedBytes, 0);
});

Deno.test("Replica append() takes own updates without a signature check, and no wrong ones", () => {
  const random = new Random(SEED);
  let checks = 0;
  const rules = { ...RULES, verify: () => (checks++, true) };
  const replica = newReplica(rules);
  const publisher = new Publisher(0);
  assertEquals(replica.append(publisher.publish(random)).kind, "next");
  assertEquals(checks, 0);
  publisher.publish(random);
  assertEquals(replica.append(publisher.publish(random)).kind, "early");
  assertEquals(checks, 1);
  const bad = new Publisher(1).writer.write({ loss: NaN });
  assertEquals(replica.append(bad).kind, "refused");
});

Deno.test("Replica verifyFingerprint() names the update that lies, and a damaged model", () => {
  const random = new Random(SEED);
  const replica = newReplica();
  const honest = new Publisher(0).publish(random);
  const liar = new FeedWriter({
    signer: signer(9),
    incarnation: 1,
    manifestHash: MANIFEST,
    fingerprint: new Fingerprint(new Uint8Array(32), LAYOUT),
  });
  const lie = pushOf(0.5, 1, liar);
  for (const update of [honest, lie]) replica.receive(update);
  foldAll(replica);
  assertEquals(replica.verifyFingerprint(), [
    `Update 1 of feed ${lie.feed} is not what its fingerprint says`,
  ]);
  replica.retract(lie.feed, 0);
  assertEquals(replica.verifyFingerprint(), []);
  replica.values[4]! += GRID;
  assert(
    replica.verifyFingerprint()[0]!.includes(
      "not the sum that its publishers signed",
    ),
  );
});

Deno.test("Replica view() rounds to float32", () => {
  const replica = newReplica();
  const view = new Float32Array(replica.values.length);
  replica.view(view);
  assertEquals(view, Float32Array.from(replica.values, Math.fround));
});
