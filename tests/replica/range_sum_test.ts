import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  decodeFrame,
  isRangeSum,
  type RangeSum,
  type Replica,
  type Segment,
  segmentFrames,
} from "../../src/replica/mod.ts";
import { Assembler } from "../../src/replica/values.ts";
import {
  foldAll,
  forSeeds,
  history,
  LAYOUT,
  newReplica,
  Publisher,
  Random,
  SEED,
} from "./helpers.ts";

const { test } = Deno;

/** Sends a segment over the wire. */
function sent(segment: Segment): Segment {
  const frames = [...segmentFrames(segment)].map((bytes) => decodeFrame(bytes));
  const head = frames[0]!, chunks = frames.slice(1);
  if (head.kind === "update") return head.update;
  if (head.kind !== "range-sum") throw new Error(`It is a ${head.kind}`);
  const { trainable, state } = LAYOUT;
  const assembler = new Assembler(trainable + state);
  for (const frame of chunks) {
    if (frame.kind === "values") assembler.take(frame.chunk);
  }
  assert(assembler.isWhole);
  return { ...head.head, values: assembler.values };
}

/** Gives `replica` all that `other` can serve; whether it is no longer behind. */
function serve(replica: Replica, other: Replica, limit = Infinity): boolean {
  for (;;) {
    const missing = other.missing(replica.held(), limit);
    if (missing === "beyond horizon") return false;
    if (missing.length === 0) return true;
    const before = replica.hash();
    for (const segment of missing.map(sent)) {
      if (isRangeSum(segment)) {
        assertEquals(replica.receiveSum(segment).kind, "folded");
      } else {
        assert(["next", "known"].includes(replica.receive(segment).kind));
      }
    }
    foldAll(replica);
    assertNotEquals(replica.hash(), before);
  }
}

function filled(updates: ReturnType<typeof history>): Replica {
  const replica = newReplica();
  for (const update of updates) replica.receive(update);
  foldAll(replica);
  return replica;
}

function condenseAll(
  replica: Replica,
  isWanted: (seq: number) => boolean,
): void {
  for (const { id, foldedCount } of [...replica.feeds()]) {
    replica.condense(id, foldedCount, isWanted);
  }
}

test("whoever is where a sum begins takes it, and then holds the same bytes and serves it on", () => {
  forSeeds(6, (random) => {
    const updates = history(random, { length: 20 });
    const full = filled(updates);
    const counts = new Map<string, number>();
    const part = filled(updates.filter(({ feed, header }) => {
      if (!counts.has(feed)) counts.set(feed, random.below(20));
      return header.seq <= counts.get(feed)!;
    }));
    const before = full.retainedBytes;
    condenseAll(full, (seq) => [...counts.values()].includes(seq));
    assert(full.retainedBytes < before);
    assert(serve(part, full, random.pick([1, 1000, Infinity])));
    assertEquals(part.hash(), full.hash());
    assertEquals(part.units, full.units);
    assertEquals(part.verifyFingerprint(), []);
    const other = newReplica();
    assert(serve(other, part));
    assertEquals(other.hash(), full.hash());
  });
});

test("whoever is in the middle of a sum takes out what it has of it, as long as that reaches back", () => {
  forSeeds(6, (random) => {
    const updates = history(random, { length: 20 });
    const full = filled(updates);
    const part = filled(updates.filter(({ header }) => header.seq <= 13));
    condenseAll(full, (seq) => seq === 7);
    if (random.uniform() < 0.5) condenseAll(part, (seq) => seq === 7);
    assert(serve(part, full));
    assertEquals(part.hash(), full.hash());
    assertEquals(part.units, full.units);
    const forgetful = filled(updates.filter(({ header }) => header.seq <= 13));
    for (const { id } of [...forgetful.feeds()]) forgetful.forget(id, 8);
    assert(!serve(forgetful, full));
    const late = newReplica();
    assert(serve(late, part));
    assertEquals(late.hash(), full.hash());
  });
});

test("two halves that keep sums of what the other lacks come together again", () => {
  forSeeds(6, (random) => {
    const updates = history(random, { feeds: 6, length: 40 });
    const feeds = [...new Set(updates.map(({ feed }) => feed))];
    const isLeft = (feed: string) => feeds.indexOf(feed) < 3;
    // Both had ten of each, and some more on the way.
    const had = new Map(feeds.map((feed) => [feed, 10 + random.below(4)]));
    const halves = [true, false].map((left) =>
      filled(
        updates.filter(({ feed, header }) =>
          isLeft(feed) === left || header.seq <= had.get(feed)!
        ),
      )
    );
    for (const replica of halves) {
      for (const { id } of [...replica.feeds()]) replica.forget(id, 9);
      condenseAll(replica, (seq) => seq >= 10 && seq <= 14);
    }
    const [left, right] = halves as [Replica, Replica];
    // One takes what was kept, the other a snapshot of what came of it.
    if (random.uniform() < 0.5) assert(serve(left, right));
    else left.adopt(right.snapshot());
    assertEquals(left.hash(), filled(updates).hash());
    right.adopt(left.snapshot());
    assertEquals(right.hash(), left.hash());
    assertEquals(right.units, left.units);
    assertEquals(right.verifyFingerprint(), []);
  });
});

test("a sum is refused if a single step of the grid is wrong, or it is not between signed headers", () => {
  const random = new Random(SEED);
  const publisher = new Publisher(0);
  const updates = Array.from({ length: 12 }, () => publisher.publish(random));
  const full = filled(updates);
  condenseAll(full, (seq) => seq === 5);
  const replica = filled(updates.slice(0, 5));
  const before = replica.hash();
  const missing = full.missing(replica.held(), Infinity);
  if (missing === "beyond horizon") throw new Error(missing);
  const [sum] = missing as [RangeSum];
  assert(isRangeSum(sum));
  const values = sum.values.slice();
  values[3] = values[3]! + 2 ** -32;
  const other = new Publisher(1).publish(random);
  const wrong: RangeSum[] = [
    { ...sum, values },
    { ...sum, from: undefined },
    { ...sum, from: updates[3]! },
    { ...sum, to: updates[10]! },
    { ...sum, to: other },
    { ...sum, feed: other.feed },
    { ...sum, to: sum.from!, from: sum.to },
    {
      ...sum,
      to: { ...sum.to, header: { ...sum.to.header, publicKey: other.hash } },
    },
  ];
  for (const bad of wrong) {
    const { kind } = replica.receiveSum(bad);
    assert(["invalid", "known", "gap"].includes(kind), kind);
    assertEquals(replica.hash(), before);
  }
  const early = filled(updates.slice(0, 4));
  assertEquals(early.receiveSum(sum).kind, "gap");
  assertEquals(replica.receiveSum(sum).kind, "folded");
  assertEquals(replica.receiveSum(sum).kind, "known");
  assertEquals(replica.hash(), full.hash());
  // What follows goes on as ever.
  const next = publisher.publish(random);
  for (const peer of [replica, full]) {
    assertEquals(peer.receive(next).kind, "next");
    foldAll(peer);
  }
  assertEquals(replica.hash(), full.hash());
});

test("a snapshot's taker retains again what it is given of the past, sums and entries", () => {
  forSeeds(6, (random) => {
    const updates = history(random, { length: 20 });
    const source = filled(updates);
    condenseAll(source, (seq) => seq === 6 || seq >= 16);
    const joiner = newReplica();
    joiner.adopt(source.snapshot());
    const segments = source.missing(new Map(), Infinity);
    if (segments === "beyond horizon") throw new Error(segments);
    for (const { id } of [...joiner.feeds()]) {
      const own = segments.filter(({ feed }) => feed === id);
      assertEquals(joiner.recall(own), own.length);
    }
    assertEquals(joiner.retainedBytes, source.retainedBytes);
    const part = filled(updates.filter(({ header }) => header.seq <= 6));
    assert(serve(part, joiner));
    assertEquals(part.hash(), source.hash());
  });
});

test("sums hold as much memory as one model for each feed, however much they stand for", () => {
  const random = new Random(SEED);
  const publisher = new Publisher(0);
  const replica = newReplica();
  let feed = "";
  for (let i = 0; i < 400; i++) {
    const update = publisher.publish(random);
    feed = update.feed;
    replica.receive(update);
    foldAll(replica);
    if (i % 20 === 19) replica.condense(feed, i - 8, (seq) => seq === 3);
  }
  const { length } = replica.values;
  assert(
    replica.retainedBytes < 8 * length + 40 * 700,
    `${replica.retainedBytes}`,
  );
  assertEquals(replica.feed(feed)!.since, 0);
  const late = newReplica();
  assert(serve(late, replica));
  assertEquals(late.hash(), replica.hash());
});
