import { assert, assertEquals, assertMatch } from "@std/assert";
import { generateSecret } from "../../src/network/mod.ts";
import type { MemberRow } from "../../src/telemetry/mod.ts";
import { withHeld } from "./held.ts";
import {
  LASTING,
  leastAccuracy,
  type Line,
  LOOPBACK,
  swarmName,
  taskFile,
  withPeers,
} from "./processes.ts";

const RINGS = taskFile("rings");

function accuracyOf(summary: Line): number {
  const final = summary.final as { metrics: { accuracy: number } };
  return final.metrics.accuracy;
}

Deno.test("Three processes find each other by multicast DNS and end with equal bytes", () =>
  withPeers(async (start) => {
    const common = [...LOOPBACK, "--swarm", swarmName(), "--wait-for", "3"];
    const names = ["ox", "elk", "yak"];
    const peers = names.map((name) =>
      start([RINGS, ...common, "--name", name])
    );
    const summaries = await Promise.all(peers.map((peer) => peer.summary()));
    assertEquals(new Set(summaries.map(({ hash }) => hash)).size, 1);
    const { addresses } = await peers[1]!.line("ready");
    const port = /\/tcp\/(\d+)/.exec((addresses as string[])[0]!)![1];
    const { members } = await peers[0]!.line(
      "members",
      ({ members }) =>
        (members as MemberRow[]).every(({ connected }) => connected) &&
        (members as MemberRow[]).length === 3,
    );
    const rows = members as MemberRow[];
    assertEquals(rows.map(({ name }) => name).sort(), names.toSorted());
    assertEquals(rows.map(({ isSelf }) => isSelf), [true, false, false]);
    const elk = rows.find(({ name }) => name === "elk");
    assertEquals(elk!.address, `127.0.0.1:${port}`);
    assert(elk!.bytesReceived! > 0);
    for (const summary of summaries) {
      assertEquals(summary.members, 3);
      const accuracy = accuracyOf(summary);
      assert(accuracy > leastAccuracy(peers), `accuracy ${accuracy}`);
    }
  }));

Deno.test("A peer alone trains by itself", () =>
  withPeers(async (start) => {
    const peer = start([RINGS, ...LOOPBACK, "--swarm", swarmName()]);
    const summary = await peer.summary();
    assertEquals(summary.reason, "6 epochs");
    assert(accuracyOf(summary) > 0.9);
  }));

for (const variant of ["k-batch-sync", "k-async", "k-batch-async"]) {
  Deno.test(`Processes train with ${variant} and K = 2`, () =>
    withPeers(async (start) => {
      const common = [
        RINGS,
        ...LOOPBACK,
        ...["--swarm", swarmName(), "--wait-for", "3"],
        ...["--variant", variant, "--k", "2"],
      ];
      const peers = [0, 1, 2].map(() => start(common));
      const summaries = await Promise.all(peers.map((peer) => peer.summary()));
      assertEquals(new Set(summaries.map(({ hash }) => hash)).size, 1);
    }));
}

Deno.test("A killed process delays the others once; they finish with equal bytes", () =>
  withPeers(async (start) => {
    const common = [
      ...LASTING,
      ...LOOPBACK,
      ...["--swarm", swarmName(), "--wait-for", "3"],
    ];
    const [doomed, ...others] = [0, 1, 2].map(() => start(common));
    await doomed!.line("epoch");
    doomed!.kill("SIGKILL");
    const summaries = await Promise.all(others.map((peer) => peer.summary()));
    assertEquals(summaries[0]!.hash, summaries[1]!.hash);
    for (const peer of others) await peer.line("member-suspected");
  }));

Deno.test("A process that comes late takes what it missed and ends with the same bytes", () =>
  withHeld(({ task, release }) =>
    withPeers(async (start) => {
      const common = [task, ...LOOPBACK, "--swarm", swarmName()];
      const first = [0, 1].map(() => start([...common, "--wait-for", "2"]));
      await first[0]!.line("epoch");
      const late = start(common);
      const joined = await late.line("joined");
      assert((joined.progress as number) > 0);
      await late.line("published");
      await release();
      const summaries = await Promise.all(
        [...first, late].map((peer) => peer.summary()),
      );
      assertEquals(new Set(summaries.map(({ hash }) => hash)).size, 1);
    })
  ));

Deno.test("A peer that is interrupted goes on from --state", () =>
  withPeers(async (start) => {
    const state = await Deno.makeTempDir();
    try {
      const args = [
        taskFile("long_rings"),
        ...LOOPBACK,
        ...["--swarm", swarmName(), "--state", state],
      ];
      const first = start(args);
      await first.line("epoch");
      first.kill("SIGINT");
      assertEquals(await first.ended, 130);
      const before = first.lines.at(-1)!;
      assertEquals(before.reason, "stopped");
      const second = start(args);
      const summary = await second.summary();
      assertEquals(summary.peer, before.peer);
      const units = before.published as number;
      assert(units > 0);
      assertEquals(summary.published, 3600 - units);
    } finally {
      await Deno.remove(state, { recursive: true });
    }
  }));

Deno.test("A peer with another manifest is refused with the line that differs, one with the wrong secret is told, and the others train on", () =>
  withHeld(({ task, other: differing, release }) =>
    withPeers(async (start) => {
      const folder = await Deno.makeTempDir();
      try {
        const swarm = ["--swarm", swarmName()];
        for (const name of ["right", "wrong"]) {
          await Deno.writeFile(`${folder}/${name}`, generateSecret());
        }
        const common = [...LOOPBACK, ...swarm, "--wait-for", "2"];
        const secret = (name: string) => ["--secret", `${folder}/${name}`];
        const peers = [0, 1].map(() =>
          start([task, ...common, ...secret("right")])
        );
        await peers[0]!.line("epoch");
        const locked = start([task, ...common, ...secret("wrong")]);
        const other = start([
          differing,
          ...[...common, ...secret("right")],
        ]);
        await locked.line("notice", ({ text }) => /secret/.test(String(text)));
        const { reason } = await other.line("peer-refused");
        assertMatch(
          String(reason),
          /optimizer\.learningRate: 0\.1 here, 0\.2 there/,
        );
        await release();
        const summaries = await Promise.all(
          peers.map((peer) => peer.summary()),
        );
        assertEquals(summaries[0]!.hash, summaries[1]!.hash);
        assertEquals(summaries[0]!.members, 2);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    })
  ));
