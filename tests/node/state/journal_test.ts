import { assert, assertEquals, assertRejects } from "@std/assert";
import { Random } from "../../../src/random/mod.ts";
import {
  bytesOf,
  frameOfUpdate,
  keptSegments,
  type Replica,
  segmentFrames,
} from "../../../src/replica/mod.ts";
import type { FeedLog } from "../../../src/node/state/feed_log.ts";
import { Journal } from "../../../src/node/state/journal.ts";
import { Keeper } from "../../../src/node/state/keeper.ts";
import { restoreReplica } from "../../../src/node/state/restore_replica.ts";
import {
  foldAll,
  newReplica,
  Publisher,
  Random as Draws,
} from "../../replica/helpers.ts";
import { MortalDisk } from "./mortal_disk.ts";

const FOLDER = "state";
const random = new Draws(7);

/** A disk, and what was told about it. */
function newDisk() {
  const disk = new MortalDisk(new Random("journal"));
  const told: string[] = [];
  const open = () =>
    Journal.open({
      disk,
      folder: FOLDER,
      tell: (text) => told.push(text),
      onProblem: (error) => told.push((error as Error).message),
    });
  const reopen = async () => {
    const replica = newReplica();
    const journal = await open();
    const past = await restoreReplica(
      journal,
      replica,
      (text) => told.push(text),
    );
    return { replica, journal, past };
  };
  return { disk, told, open, reopen };
}

function publish(
  publisher: Publisher,
  log: FeedLog | undefined,
  replica: Replica,
): void {
  const update = publisher.publish(random);
  log?.append(update.header.seq, frameOfUpdate(update));
  replica.receive(update);
  foldAll(replica);
}

Deno.test("A restart adopts the snapshot, and replays of the own feed what came after it", async () => {
  const { told, open, reopen } = newDisk();
  const journal = await open();
  const log = await journal.begin(1);
  const replica = newReplica(), own = new Publisher(0);
  for (let i = 0; i < 5; i++) publish(own, log, replica);
  await journal.write(replica.snapshot(Uint8Array.of(42)), [], () => 5);
  for (let i = 0; i < 3; i++) publish(own, log, replica);
  assert(await log.flush());
  assertEquals(log.synced, 8);
  const again = await reopen();
  assertEquals(again.replica.hash(), replica.hash());
  assertEquals(again.past.attachment, Uint8Array.of(42));
  assertEquals(again.past.lastIncarnation, 1);
  assertEquals(again.past.replayed.map(({ header }) => header.seq), [6, 7, 8]);
  // All of the own feed can be served, what the snapshot holds included.
  assertEquals(again.replica.missing(new Map(), Infinity).length, 8);
  assertEquals(told, []);
});

Deno.test("A torn tail is told and cut off, once", async () => {
  const { disk, told, open, reopen } = newDisk();
  const log = await (await open()).begin(1);
  const replica = newReplica(), own = new Publisher(0);
  for (let i = 0; i < 3; i++) publish(own, log, replica);
  await log.close();
  const [path] = disk.names;
  disk.damage(path!, (bytes) => bytes.slice(0, -5));
  const { replica: torn } = await reopen();
  assertEquals(torn.clock.count(own.writer.feed), 2);
  assertEquals(told.length, 1);
  assert(
    /after update 2: its last \d+ bytes are cut off/.test(told[0]!),
    told[0],
  );
  await reopen();
  assertEquals(told.length, 1);
});

Deno.test("A damaged snapshot is told and set aside, and the one before does", async () => {
  const { disk, told, open, reopen } = newDisk();
  const journal = await open();
  const log = await journal.begin(1);
  const replica = newReplica(), own = new Publisher(0);
  for (let i = 0; i < 3; i++) {
    publish(own, log, replica);
    await journal.write(replica.snapshot(), [], () => i + 1);
  }
  disk.damage(`${FOLDER}/snapshot-3`, (bytes) => bytes.fill(1, 200, 201));
  const { replica: found, journal: next } = await reopen();
  assertEquals(found.hash(), replica.hash());
  assertEquals(told, [
    "snapshot-3 is damaged and set aside as unusable-snapshot",
  ]);
  await next.begin(2);
  await next.write(found.snapshot(), [], () => 3);
  const names = disk.names.filter((name) => name.includes("snapshot")).sort();
  assertEquals(names.map((name) => name.slice(FOLDER.length + 1)), [
    "snapshot-2",
    "snapshot-3",
    "unusable-snapshot",
  ]);
});

Deno.test("Updates of others are kept beside the snapshot, served again, and folded where they waited for their round", async () => {
  const { open, reopen } = newDisk();
  const journal = await open();
  const replica = newReplica(), other = new Publisher(1);
  for (let i = 0; i < 4; i++) publish(other, undefined, replica);
  const waiting = other.publish(random);
  replica.receive(waiting);
  const kept = keptSegments(replica, () => false, 2 ** 20);
  assertEquals(kept.length, 5);
  assertEquals(keptSegments(replica, () => true, 2 ** 20), []);
  assertEquals(
    keptSegments(replica, () => false, 1.5 * bytesOf(kept[4]!)),
    [kept[4]!],
  );
  replica.condense(other.writer.feed, 3, (seq) => seq === 0);
  const segments = keptSegments(replica, () => false, 2 ** 20);
  assertEquals(segments.length, 3);
  const frames = segments.flatMap((segment) => [...segmentFrames(segment)]);
  await journal.write(replica.snapshot(), frames, () => 0);
  const again = await reopen();
  assertEquals(again.replica.clock.count(other.writer.feed), 5);
  assertEquals(again.replica.missing(new Map(), Infinity).length, 3);
  assertEquals(again.replica.feed(other.writer.feed)!.since, 0);
});

Deno.test("Entries queue up while a sync is on its way, and go out together", async () => {
  const { disk, open } = newDisk();
  const log = await (await open()).begin(1);
  const replica = newReplica(), own = new Publisher(0);
  for (let i = 0; i < 50; i++) publish(own, log, replica);
  const before = disk.steps;
  assert(await log.flush());
  assertEquals(log.synced, 50);
  assertEquals(disk.steps - before, 2, "one write and one sync");
  await log.close();
});

Deno.test("A full disk stops a peer before training, in words", async () => {
  const { disk, open } = newDisk();
  const journal = await open();
  const { keeper } = await keeperOf(journal);
  disk.isFull = true;
  await assertRejects(() => keeper.start(), Error, "Cannot use it: No space");
  keeper.stop();
});

Deno.test("A disk that fills up during training is told once; what was published meanwhile is on disk when there is room again", async () => {
  const { disk, open, reopen } = newDisk();
  const journal = await open();
  const { keeper, told, replica, own, log } = await keeperOf(journal);
  await keeper.start();
  keeper.stop();
  disk.isFull = true;
  for (let i = 0; i < 4; i++) {
    const update = own.publish(random);
    keeper.published(update.header.seq, frameOfUpdate(update));
    replica.receive(update);
    foldAll(replica);
    await log.flush();
  }
  keeper.failed(log.problem);
  assertEquals(keeper.isDurable, false);
  assertEquals(keeper.synced, 0);
  assertEquals(told.length, 1);
  assert(told[0]!.includes("training goes on"), told[0]);
  disk.isFull = false;
  await keeper.close(true);
  assertEquals(keeper.isDurable, true);
  assertEquals(keeper.synced, 4);
  assertEquals(told.length, 2);
  const again = await reopen();
  assertEquals(again.replica.hash(), replica.hash());
  assertEquals(again.replica.missing(new Map(), Infinity).length, 4);
});

async function keeperOf(journal: Journal) {
  const told: string[] = [];
  const replica = newReplica(), own = new Publisher(0);
  const log = await journal.begin(1);
  const keeper = new Keeper({
    journal,
    log,
    replica,
    peer: {
      publicKey: own.writer.feed.padEnd(64, "0"),
      memory: {
        optimizer: { count: 0, vectors: {} },
        residual: new Float32Array(37),
      },
      epochMemory: undefined,
    },
    tell: (text) => told.push(text),
    explain: (error) => new Error(`Cannot use it: ${(error as Error).message}`),
  });
  return { keeper, told, replica, own, log };
}
