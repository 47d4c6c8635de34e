import { assert, assertEquals, assertThrows } from "@std/assert";
import { SnapshotCopies } from "../../src/peer/snapshot_copies.ts";
import {
  decodeFrame,
  joinSnapshot,
  type Replica,
} from "../../src/replica/mod.ts";
import {
  foldAll,
  newReplica,
  Publisher,
  Random,
  SEED,
} from "../replica/helpers.ts";

const { test } = Deno;

/** A replica, and how it goes on. */
function moving(): { replica: Replica; move: () => void } {
  const replica = newReplica();
  const publisher = new Publisher(1);
  const random = new Random(SEED);
  const move = () => {
    replica.receive(publisher.publish(random));
    foldAll(replica);
  };
  for (let i = 0; i < 5; i++) move();
  return { replica, move };
}

test("answers at once share one copy of the model, which is let go with the last of them", () => {
  const { replica, move } = moving();
  const copies = new SnapshotCopies(replica);
  const counts = replica.clock.counts();
  const hash = replica.hash();
  const answers = Array.from({ length: 9 }, () => copies.frames());
  const begun = answers.map((answer) => {
    const { value } = answer.next();
    move();
    return value!;
  });
  for (const [i, head] of begun.entries()) {
    const { snapshot } = joinSnapshot([head, ...answers[i]!]);
    const joiner = newReplica();
    joiner.adopt(snapshot);
    assertEquals(joiner.clock.counts(), counts);
    assertEquals(joiner.hash(), hash);
  }
  // All have been read to the end: the next is sent the model of today.
  const { snapshot } = joinSnapshot([...copies.frames()]);
  const joiner = newReplica();
  joiner.adopt(snapshot);
  assertEquals(joiner.hash(), replica.hash());
});

test("so many copies are held and no more, until somebody stops reading", () => {
  const { replica, move } = moving();
  const copies = new SnapshotCopies(replica);
  const clocks = Array.from({ length: 3 }, () => {
    const counts = replica.clock.counts();
    move();
    return counts;
  });
  const answers = clocks.map((counts) => copies.frames({ counts, chunk: 0 }));
  answers[0]!.next();
  answers[1]!.next();
  assertThrows(() => answers[2]!.next(), RangeError, "ask another peer");
  answers[0]!.return();
  const resumed = copies.frames({ counts: clocks[2]!, chunk: 0 });
  const head = decodeFrame(resumed.next().value!);
  assert(head.kind === "snapshot");
  resumed.return();
  answers[1]!.return();
});

test("who cannot make the model at a clock any more sends that of today, from the beginning", () => {
  const { replica, move } = moving();
  const counts = replica.clock.counts();
  move();
  move();
  for (const { id, count } of replica.feeds()) replica.forget(id, count);
  const copies = new SnapshotCopies(replica);
  const frames = [...copies.frames({ counts, chunk: 1 })];
  const joiner = newReplica();
  joiner.adopt(joinSnapshot(frames).snapshot);
  assertEquals(joiner.hash(), replica.hash());
});
