import { assert, assertEquals } from "@std/assert";
import { lacksNamespaces, Lan } from "./namespaces.ts";
import { withHeld } from "./held.ts";
import { type Line, swarmName, taskFile, withPeers } from "./processes.ts";

const lacks = await lacksNamespaces();
const reason = lacks === undefined ? "" : ` (skipped: needs ${lacks})`;

Deno.test({
  name:
    `A second machine that is told only --swarm NAME joins a LAN's swarm and ends with the same hash${reason}`,
  ignore: lacks !== undefined,
  fn: () =>
    withPeers(async (start) => {
      const lan = await Lan.of(2);
      try {
        const [one, two] = lan.machines;
        // Alone, the first would take so long that the second is there in time.
        const task = [taskFile("rings"), "--slow", "50"];
        const args = [...task, "--swarm", swarmName()];
        const first = start(args, one);
        await first.line("started");
        const second = start(args, two);
        const joined = await second.line("joined");
        assert((joined.progress as number) > 0);
        const summaries = [await first.summary(), await second.summary()];
        assertEquals(summaries[0]!.hash, summaries[1]!.hash);
        assertEquals(summaries[0]!.members, 2);
        assert((summaries[1]!.published as number) > 0);
      } finally {
        await lan.close();
      }
    }),
});

Deno.test({
  name:
    `A LAN that parts and meets again heals to equal bytes with every update in${reason}`,
  ignore: lacks !== undefined,
  fn: () =>
    withHeld(({ task, release }) =>
      withPeers(async (start) => {
        const lan = await Lan.of(2);
        try {
          const args = [task, "--swarm", swarmName(), "--wait-for", "2"];
          const peers = lan.machines.map((machine) => start(args, machine));
          const [one, other] = peers;
          const { peer } = await other!.line("ready");
          const isIts = (line: Line) => line.peer === peer;
          await one!.line("epoch");
          const from = one!.lines.length;
          await lan.cut(2);
          await one!.line("member-suspected", isIts, from);
          await lan.mend(2);
          await one!.line("member-returned", isIts, from);
          await release();
          const summaries = await Promise.all(
            peers.map((peer) => peer.summary()),
          );
          assertEquals(summaries[0]!.hash, summaries[1]!.hash);
          const published = summaries.map((summary) =>
            summary.published as number
          );
          assertEquals(summaries[0]!.updates, published[0]! + published[1]!);
        } finally {
          await lan.close();
        }
      })
    ),
});
