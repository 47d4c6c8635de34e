import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LASTING, LOOPBACK, swarmName, withPeers } from "./processes.ts";

/** Two folders of which the second has a copy of the first one's identity, once that is there. */
async function withCopies(
  run: (
    folders: { original: string; copy: string; other: string },
    copyIdentity: () => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const folders = {
    original: `${root}/original`,
    copy: `${root}/copy`,
    other: `${root}/other`,
  };
  try {
    await run(folders, async () => {
      await Deno.mkdir(folders.copy);
      await Deno.copyFile(
        `${folders.original}/identity`,
        `${folders.copy}/identity`,
      );
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("Of two processes with one identity the one started later goes on; the other stops with the reason, and nothing of it is lost", () =>
  withCopies((folders, copyIdentity) =>
    withPeers(async (start) => {
      const common = [...LASTING, ...LOOPBACK, "--swarm", swarmName()];
      const first = start([
        ...common,
        "--wait-for",
        "2",
        "--state",
        folders.original,
      ]);
      const third = start([
        ...common,
        "--wait-for",
        "2",
        "--state",
        folders.other,
      ]);
      await first.line("epoch");
      await copyIdentity();
      const second = start([...common, "--state", folders.copy]);
      assertEquals(await first.ended, 1);
      const said = first.stderr;
      assertStringIncludes(said, "another process was started later");
      assertStringIncludes(said, "--state");
      const { peer, feed } = await first.line("ready");
      assertEquals((await third.line("duplicate")).peer, peer);
      // It is in, and has what the first one had published.
      assertEquals((await second.line("ready")).peer, peer);
      await second.line("peer-connected");
      await second.line("epoch", ({ epoch }) => Number(epoch) >= 2);
      third.kill("SIGINT");
      second.kill("SIGINT");
      await Promise.all([second.ended, third.ended]);
      const published = first.lines.filter(({ type }) => type === "published")
        .map(({ seq }) => Number(seq));
      assert(published.length > 0);
      for (const { lines } of [second, third]) {
        const clock = lines.at(-1)!.clock as Record<string, number>;
        // One may have been on its way when the connection was taken from it;
        // its folder holds that.
        const held = clock[feed as string]!, last = Math.max(...published);
        assert(held >= last - 1, `${held} of ${last}`);
      }
      for (const { lines } of [first, second, third]) {
        assertEquals(lines.filter(({ type }) => type === "fork"), []);
      }
    })
  ));

Deno.test("Two processes with one identity that are alone are told of each other", () =>
  withCopies((folders, copyIdentity) =>
    withPeers(async (start) => {
      const common = [
        ...[...LASTING, ...LOOPBACK, "--swarm", swarmName()],
        ...["--wait-for", "2"],
      ];
      const first = start([...common, "--state", folders.original]);
      await first.line("ready");
      await copyIdentity();
      const second = start([...common, "--state", folders.copy]);
      const told = await Promise.all([first, second].map((peer) =>
        peer.line("notice", ({ text }) => String(text).includes("identity"))
      ));
      for (const { text } of told) {
        assertStringIncludes(String(text), "copied");
      }
      for (const peer of [first, second]) {
        peer.kill("SIGINT");
      }
      assertEquals(await Promise.all([first.ended, second.ended]), [130, 130]);
    })
  ));
