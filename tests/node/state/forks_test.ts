import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Journal } from "../../../src/node/state/journal.ts";
import { restoreReplica } from "../../../src/node/state/restore_replica.ts";
import { forkShownBy, type Replica } from "../../../src/replica/mod.ts";
import {
  foldAll,
  newReplica,
  Publisher,
  Random,
} from "../../replica/helpers.ts";
import { MortalDisk } from "./mortal_disk.ts";

const FOLDER = "state";

function open(disk: MortalDisk, told: string[] = []): Promise<Journal> {
  return Journal.open({
    disk,
    folder: FOLDER,
    tell: (text) => told.push(text),
    onProblem: (error) => {
      throw error;
    },
  });
}

/** A replica that has found a fork at 3, and both branches. */
function forked() {
  const random = new Random(1);
  const [left, right] = [new Publisher(1), new Publisher(1)];
  const a = [1, 2, 3].map((i) => left.publish(new Random(i)));
  const b = [1, 2, 4].map((i) => right.publish(new Random(i)));
  const replica = newReplica();
  for (const update of [...a, new Publisher(2).publish(random)]) {
    replica.receive(update);
  }
  foldAll(replica);
  return { replica, a, b };
}

async function restored(journal: Journal, told: string[]): Promise<Replica> {
  const replica = newReplica();
  await restoreReplica(journal, replica, (text) => told.push(text));
  return replica;
}

Deno.test("Evidence of a fork is there after a restart, and the feed stays ended", async () => {
  const { replica, a, b } = forked();
  const disk = new MortalDisk(new Random(2));
  const journal = await open(disk);
  // The last snapshot holds a branch, and nothing is there to take it out again.
  const before = replica.snapshot();
  await journal.write(before, [], () => 0);
  replica.receive(b[2]!);
  await journal.keepForks(replica.forks.evidence());
  await journal.keepForks(replica.forks.evidence());
  const told: string[] = [];
  const again = await restored(await open(disk, told), told);
  assertEquals(told, []);
  assertEquals([...again.forks.evidence()].map(({ seq }) => seq), [3]);
  assertEquals(again.receive(a[2]!).kind, "known");
  assertEquals(again.feed(a[0]!.feed)!.residue, 3);
  again.adopt(replica.snapshot());
  assertEquals(again.hash(), replica.hash());
  assertEquals(again.receive(a[2]!).kind, "ended");
});

Deno.test("Damaged evidence is told; forged evidence ends nothing", async () => {
  const { replica, a, b } = forked();
  const disk = new MortalDisk(new Random(3));
  const journal = await open(disk);
  const evidence = forkShownBy(a[2]!, b[2]!)!;
  const { first, second } = evidence;
  const wrong = new Uint8Array(second.headerBytes);
  wrong[wrong.length - 1]! ^= 1;
  await journal.keepForks([
    forkShownBy(first, {
      ...second,
      headerBytes: wrong,
      hash: wrong.slice(-32),
    })!,
  ]);
  const told: string[] = [];
  const forgedAt = await restored(await open(disk, told), told);
  assertEquals([...forgedAt.forks.evidence()], []);
  await journal.keepForks([evidence]);
  const [name] = (await disk.list(FOLDER)).filter((each) =>
    each.endsWith(".evidence")
  );
  const file = await disk.create(`${FOLDER}/${name}`);
  await file.append(Uint8Array.of(1, 2, 3));
  await file.sync();
  file.close();
  const damaged = await restored(await open(disk, told), told);
  assertEquals([...damaged.forks.evidence()], []);
  assertStringIncludes(told.join(), `${name} is damaged`);
  assert(replica.forks.isEmpty);
});
