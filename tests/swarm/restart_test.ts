import { assert, assertEquals } from "@std/assert";
import { decodeFrame } from "../../src/replica/mod.ts";
import { readRecords } from "../../src/node/state/records.ts";
import { updateIn } from "../replica/helpers.ts";
import {
  isDisturbed,
  LASTING,
  LOOPBACK,
  swarmName,
  withPeers,
} from "./processes.ts";

/** Entries of each feed that the logs under a folder hold, as a restart will find them. */
async function loggedIn(folder: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const manifest of Deno.readDirSync(folder)) {
    if (!manifest.isDirectory) continue;
    for (const { name } of Deno.readDirSync(`${folder}/${manifest.name}`)) {
      if (!name.startsWith("feed-")) continue;
      const path = `${folder}/${manifest.name}/${name}`;
      for (const frame of readRecords(await Deno.readFile(path)).contents) {
        const { feed, header } = updateIn(decodeFrame(frame));
        counts.set(feed, Math.max(header.seq, counts.get(feed) ?? 0));
      }
    }
  }
  return counts;
}

async function withFolders(run: (folders: string[]) => Promise<void>) {
  const root = await Deno.makeTempDir();
  try {
    await run(["a", "b", "c"].map((name) => `${root}/${name}`));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

for (const variant of ["auto", "k-async"]) {
  Deno.test(`All peers are killed and come back from their disks: no update is lost, and training goes on to the end (${variant})`, () =>
    withFolders((folders) =>
      withPeers(async (start) => {
        const common = [
          ...[...LASTING, ...LOOPBACK, "--variant", variant],
          ...["--swarm", swarmName(), "--wait-for", "3", "--state"],
        ];
        const first = folders.map((folder) => start([...common, folder]));
        // More than what is asserted: a disk may take its time.
        await Promise.all(
          first.map((peer) => peer.line("epoch", ({ epoch }) => epoch === 3)),
        );
        for (const peer of first) peer.kill("SIGKILL");
        await Promise.all(first.map((peer) => peer.ended));
        const logged = await Promise.all(folders.map(loggedIn));
        const second = folders.map((folder) => start([...common, folder]));
        const summaries = await Promise.all(
          second.map((peer) => peer.summary()),
        );
        for (const peer of second) {
          // Of the others each knows what its last snapshot held.
          assert(Number((await peer.line("restored")).epoch) >= 1);
        }
        assertEquals(new Set(summaries.map(({ hash }) => hash)).size, 1);
        const clock = summaries[0]!.clock as Record<string, number>;
        let before = 0;
        for (const [feed, count] of logged.flatMap((map) => [...map])) {
          assertEquals(clock[feed], count, `Feed ${feed} of a first life`);
          before += count;
        }
        // At least two of six epochs of 60 units are on disk: what is done again is what nobody had published.
        const after = summaries
          .reduce((sum, { published }) => sum + (published as number), 0);
        assert(before >= 120, `${before} updates were on disk`);
        assert(
          before + after < 360 + 9 || isDisturbed([...first, ...second]),
          `${before} + ${after} updates`,
        );
      })
    ));
}

Deno.test("A second process with the same --state is refused, by the folder's name", () =>
  withFolders(([folder]) =>
    withPeers(async (start) => {
      const args = [...LASTING, ...LOOPBACK, "--swarm", swarmName()];
      const first = start([...args, "--state", folder!]);
      await first.line("ready");
      const second = start([...args, "--state", folder!]);
      assert(await second.ended !== 0);
      const said = second.stderr + JSON.stringify(second.lines);
      assert(said.includes(folder!), said);
      assert(said.includes("another process"), said);
      first.kill("SIGINT");
      assertEquals(await first.ended, 130);
    })
  ));
