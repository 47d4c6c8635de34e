import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withHeld } from "./held.ts";
import {
  LOOPBACK,
  type PeerProcess,
  swarmName,
  withPeers,
} from "./processes.ts";

/** What a test has: a task that is held, and folders of which the second has a copy of the first one's identity, once that is there. */
interface Scene {
  readonly task: string;
  readonly folders: { original: string; copy: string; other: string };
  copyIdentity(): Promise<void>;
  start(args: string[]): PeerProcess;
}

/** Runs a test. */
async function play(run: (scene: Scene) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  const folders = {
    original: `${root}/original`,
    copy: `${root}/copy`,
    other: `${root}/other`,
  };
  try {
    const copyIdentity = async () => {
      await Deno.mkdir(folders.copy);
      await Deno.copyFile(
        `${folders.original}/identity`,
        `${folders.copy}/identity`,
      );
    };
    await withHeld(({ task }) =>
      withPeers((start) => run({ task, folders, copyIdentity, start }))
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("Of two processes with one identity the one started later goes on; the other stops with the reason, and nothing of it is lost", () =>
  play(async ({ folders, copyIdentity, task, start }) => {
    const common = [task, ...LOOPBACK, "--swarm", swarmName()];
    const two = [...common, "--wait-for", "2"];
    const first = start([...two, "--state", folders.original]);
    const third = start([...two, "--state", folders.other]);
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
    // The last may have been on their way when the connection was taken from it, and
    // more may follow until it is told why; its folder holds them.
    const other = (await third.line("ready")).peer;
    const end = first.lines.findLast(({ type, peer }) =>
      type === "peer-disconnected" && peer === other
    )!.time!;
    const published = first.lines.filter(({ type, time }) =>
      type === "published" && time! < end - 2
    ).map(({ seq }) => Number(seq));
    assert(published.length > 0);
    for (const { lines } of [second, third]) {
      const clock = lines.at(-1)!.clock as Record<string, number>;
      const held = clock[feed as string]!, last = Math.max(...published);
      assert(held >= last, `${held} of ${last}`);
    }
    for (const { lines } of [first, second, third]) {
      assertEquals(lines.filter(({ type }) => type === "fork"), []);
    }
  }));

Deno.test("Two processes with one identity that are alone are told of each other", () =>
  play(async ({ folders, copyIdentity, task, start }) => {
    const common = [
      ...[task, ...LOOPBACK, "--swarm", swarmName()],
      ...["--wait-for", "2"],
    ];
    const first = start([...common, "--state", folders.original]);
    await first.line("ready");
    await copyIdentity();
    const second = start([...common, "--state", folders.copy]);
    const told = await Promise.all(
      [first, second].map((peer) =>
        peer.line("notice", ({ text }) => String(text).includes("identity"))
      ),
    );
    for (const { text } of told) {
      assertStringIncludes(String(text), "copied");
    }
    for (const peer of [first, second]) {
      peer.kill("SIGINT");
    }
    assertEquals(await Promise.all([first.ended, second.ended]), [130, 130]);
  }));
