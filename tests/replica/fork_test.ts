import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  decodeEvidence,
  decodeFrame,
  encodeEvidence,
  type ForkEvidence,
  forkShownBy,
  type Replica,
  type Update,
  WireError,
} from "../../src/replica/mod.ts";
import {
  foldAll,
  forSeeds,
  newReplica,
  Publisher,
  Random,
  RULES,
  served,
} from "./helpers.ts";

/** Two branches of one feed that have so many entries in common. */
function branches(
  random: Random,
  { common, a, b, number = 0 }: {
    common: number;
    a: number;
    b: number;
    number?: number;
  },
): [Update[], Update[]] {
  const seed = random.below(2 ** 31);
  const write = (length: number, own: number): Update[] => {
    // What is in common is signed twice, as by two copies of one process.
    const publisher = new Publisher(number);
    const shared = new Random(seed), apart = new Random(own);
    return Array.from(
      { length },
      (_, i) => publisher.publish(i < common ? shared : apart, { round: i }),
    );
  };
  return [write(common + a, seed + 1), write(common + b, seed + 2)];
}

/** Tells everybody what anybody has found out, in any order, until nobody finds out more. */
function gossip(replicas: readonly Replica[], random: Random): number {
  let told = 0;
  const onTheirWay: { to: Replica; bytes: Uint8Array }[] = [];
  const collect = () => {
    for (const from of replicas) {
      for (const evidence of from.forks.takeNews()) {
        told++;
        const bytes = encodeEvidence(evidence);
        for (const to of replicas) onTheirWay.push({ to, bytes });
      }
    }
  };
  collect();
  while (onTheirWay.length > 0) {
    const [{ to, bytes }] = onTheirWay.splice(
      random.below(onTheirWay.length),
      1,
    ) as [{ to: Replica; bytes: Uint8Array }];
    to.forks.hear(decodeEvidence(bytes));
    collect();
  }
  return told;
}

/** The evidence that a replica holds of its only fork. */
function only(replica: Replica): ForkEvidence {
  const [evidence, ...others] = replica.forks.evidence();
  assertEquals(others.length, 0);
  return evidence!;
}

Deno.test("Whoever holds whichever branch of a fork ends without either, at equal bytes", () => {
  forSeeds(40, (random) => {
    const common = random.below(5);
    const [a, b] = branches(random, {
      common,
      a: 1 + random.below(8),
      b: 1 + random.below(8),
    });
    const honest = new Publisher(1);
    const others = Array.from({ length: 4 }, () => honest.publishAny(random));
    const replicas = Array.from({ length: 4 }, () => newReplica());
    replicas.forEach((replica, i) => {
      for (const update of [...i < 2 ? a : b, ...others]) {
        replica.receive(update);
      }
      foldAll(replica);
    });
    // One entry of the other branch gets through, any of them.
    const { seq } = random.pick(a.slice(common)).header;
    for (const replica of replicas.slice(2)) {
      for (const update of a.slice(seq - 1)) replica.receive(update);
    }
    foldAll(replicas[2]!);
    gossip(replicas, random);
    const reference = newReplica();
    for (const update of [...a.slice(0, common), ...others]) {
      reference.receive(update);
    }
    foldAll(reference);
    for (const replica of replicas) {
      foldAll(replica);
      if ([...replica.forks.evidence()].length === 0) {
        // What came was too far ahead to be compared: nobody has found out.
        assert(seq > b.length + 1);
        continue;
      }
      assertEquals(replica.hash(), reference.hash());
      assertEquals(replica.units, reference.units);
      assertEquals(replica.verifyFingerprint(), []);
      assertEquals(only(replica).seq, common + 1);
      for (const update of [...a, ...b]) {
        const { kind } = replica.receive(update);
        assertEquals(kind, update.header.seq > common ? "ended" : "known");
      }
    }
  });
});

Deno.test("Evidence of a late place in two long branches leads back to where they part", () => {
  const random = new Random(7);
  const [a, b] = branches(random, { common: 3, a: 60, b: 50 });
  const left = newReplica(), right = newReplica();
  for (const update of a) left.receive(update);
  for (const update of b) right.receive(update);
  foldAll(left);
  foldAll(right);
  left.receive(b.at(-1)!);
  const told = gossip([left, right], random);
  assert(told < 250, `${told} were told`);
  assertEquals(left.hash(), right.hash());
  assertEquals(left.clock.count(a[0]!.feed), 3);
});

Deno.test("Whoever no longer retains its branch takes a snapshot that lacks it, and one with more of it is refused", () => {
  const random = new Random(8);
  const [a, b] = branches(random, { common: 4, a: 6, b: 6 });
  const other = new Publisher(1).publish(random);
  const whole = newReplica(), old = newReplica(), older = newReplica();
  for (const update of [...a, other]) {
    whole.receive(update);
    old.receive(update);
    if (update.header.seq < 10) older.receive(update);
  }
  for (const replica of [whole, old, older]) foldAll(replica);
  const { feed } = other;
  const forked = a[0]!.feed;
  older.forget(forked, 9);
  old.forget(forked, 7);
  whole.receive(b[4]!);
  gossip([whole, old, older], random);
  assertEquals(whole.clock.count(forked), 4);
  // What is known of the last entry dropped is enough to go back to it.
  assertEquals(old.feed(forked)!.residue, 7);
  assertEquals(older.feed(forked)!.residue, 9);
  const late = new Publisher(2).publish(random);
  old.receive(late);
  foldAll(old);
  assertThrows(() => whole.adopt(old.snapshot()), Error, "inadmissible");
  // Less of it is better, and what only this one has folded stays.
  assertThrows(() => old.adopt(older.snapshot()), Error, "forked at 5");
  older.adopt(old.snapshot());
  assertEquals(older.hash(), old.hash());
  old.adopt(whole.snapshot());
  assertEquals(old.clock.count(forked), 4);
  assertEquals(old.clock.count(feed), 1);
  assertEquals(old.clock.count(late.feed), 1);
  assertEquals(old.verifyFingerprint(), []);
  whole.receive(late);
  foldAll(whole);
  assertEquals(old.hash(), whole.hash());
  assertEquals(old.units, whole.units);
});

Deno.test("A joiner that has heard of a fork is served what comes before it alone", () => {
  const random = new Random(9);
  const [a, b] = branches(random, { common: 2, a: 3, b: 3 });
  const server = newReplica(), joiner = newReplica();
  for (const update of a) server.receive(update);
  foldAll(server);
  server.receive(b[2]!);
  for (const evidence of server.forks.evidence()) {
    assert(joiner.forks.hear(evidence));
    assert(!joiner.forks.hear(evidence), "It is no news twice");
  }
  const missing = served(server.missing(new Map(), 1e9));
  for (const update of missing) joiner.receive(update);
  foldAll(joiner);
  assertEquals(joiner.hash(), server.hash());
  assertEquals(joiner.clock.count(a[0]!.feed), 2);
});

Deno.test("Headers that may be in one chain, or are of two feeds, show no fork", () => {
  const random = new Random(10);
  const [a, b] = branches(random, { common: 2, a: 4, b: 4 });
  const [other] = branches(random, { common: 1, a: 1, b: 1, number: 5 });
  for (const [one, two] of [[a, a], [a, other]] as const) {
    for (const first of one) {
      for (const second of two) {
        assertEquals(forkShownBy(first, second), undefined);
      }
    }
  }
  assertEquals(forkShownBy(a[2]!, b[2]!)!.seq, 3);
  assertEquals(forkShownBy(b[3]!, a[2]!)!.seq, 3);
  // Both name their own predecessor, so these are two as well.
  assertEquals(forkShownBy(a[5]!, b[5]!)!.seq, 5);
  assertEquals(forkShownBy(a[5]!, b[3]!), undefined);
});

Deno.test("Evidence that is forged, damaged or made of anything convicts nobody", () => {
  forSeeds(20, (random) => {
    const [a, b] = branches(random, { common: 1, a: 2, b: 2 });
    const replica = newReplica();
    for (const update of a) replica.receive(update);
    foldAll(replica);
    const before = replica.hash();
    const bytes = encodeEvidence(forkShownBy(a[1]!, b[1]!)!);
    for (let trial = 0; trial < 30; trial++) {
      const damaged = bytes.slice();
      const at = random.below(bytes.length);
      // The third byte says how often it was told, and nothing of the fork.
      if (at === 2) continue;
      damaged[at]! ^= 1 << random.below(8);
      const cut = random.below(4) === 0
        ? damaged.subarray(0, random.below(damaged.length))
        : damaged;
      try {
        const frame = decodeFrame(cut);
        assert(
          frame.kind !== "evidence" || !replica.forks.hear(frame.evidence),
        );
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
      }
    }
    assertThrows(() => decodeEvidence(Uint8Array.of(7, 2, 0)), WireError);
    assertEquals(replica.hash(), before);
    assertEquals([...replica.forks.evidence()], []);
    const [evidence] = [decodeEvidence(bytes)];
    assertEquals(encodeEvidence(evidence), bytes);
    // Of another manifest it is nobody's word here.
    const foreign = newReplica({
      ...RULES,
      manifestHash: new Uint8Array(32),
    });
    assert(!foreign.forks.hear(evidence));
    assert(replica.forks.hear(evidence));
    assertEquals(replica.clock.count(evidence.feed), 1);
  });
});

Deno.test("A sum in a branch is taken out whole, and one that begins before the fork stays", () => {
  const random = new Random(11);
  const [a, b] = branches(random, { common: 2, a: 8, b: 3 });
  const { feed } = a[0]!;
  for (const [from, left] of [[2, 2], [1, 8]] as const) {
    const replica = newReplica();
    for (const update of a) replica.receive(update);
    foldAll(replica);
    // Somebody may ask for what follows `from`, and nobody for what is in between.
    replica.condense(feed, 8, (seq) => seq === from);
    assertEquals(replica.feed(feed)!.get(5), undefined);
    // Of what is in a sum nothing is known: the fork is shown by somebody else.
    assertEquals(replica.receive(b[3]!).kind, "known");
    assert(replica.forks.hear(forkShownBy(a[2]!, b[2]!)!));
    foldAll(replica);
    assertEquals(replica.feed(feed)!.ended?.seq, 3);
    assertEquals(replica.clock.count(feed), left);
    assertEquals(replica.verifyFingerprint(), []);
    assertEquals(
      replica.units,
      replica.feed(feed)!.folded!.header.cumulativeUnits,
    );
  }
});
