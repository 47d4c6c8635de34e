import { assert, assertEquals } from "@std/assert";
import { withHeld } from "../swarm/held.ts";
import { type Line, swarmName, withPeers } from "../swarm/processes.ts";
import { Homes } from "./namespaces/homes.ts";
import { canMakeNamespaces } from "./namespaces/lan.ts";

const possible = await canMakeNamespaces();
const reason = possible ? "" : " (skipped: needs ip netns (iproute2, root))";

Deno.test({
  name:
    `Two homes that cannot reach each other train through one machine that both reach, a late joiner included${reason}`,
  ignore: !possible,
  fn: () =>
    withHeld(({ task, release }) =>
      withPeers(async (start) => {
        await using homes = await Homes.create();
        const args = [task, "--swarm", swarmName()];
        const named = (name: string) => [...args, "--name", name];
        const middle = start([
          ...[...named("middle"), "--wait-for", "2"],
          ...["--listen", "0.0.0.0:4001", "--no-discovery"],
        ], homes.internet);
        const id = (await middle.line("ready")).addresses as string[];
        const from = (home: number) =>
          start([
            ...named(`home ${home}`),
            "--bootstrap",
            `/ip4/${homes.addressFrom(home)}/tcp/4001/p2p/${
              id[0]!.split("/").at(-1)
            }`,
          ], homes.host(home));

        const first = from(1);
        await first.line("started");
        const second = from(2);
        const joined = await second.line("joined");
        assert(joined.progress as number > 0);
        await second.line("published");
        await release();

        const all = [middle, first, second];
        const summaries = await Promise.all(all.map((peer) => peer.summary()));
        const hashes = new Set(summaries.map(({ hash }) => hash));
        assertEquals(hashes.size, 1);
        assertEquals(summaries.map(({ members }) => members), [3, 3, 3]);
        assert(summaries.every(({ published }) => published as number > 0));
        // The other home is known by name, though there is no connection with it.
        const isLive = (line: Line) => rowOf("home 1", line)?.state === "live";
        const row = rowOf("home 1", await second.line("members", isLive));
        assertEquals(row?.connected, false);
        // What one home says reaches the other by way of the machine in the middle alone.
        const { peer } = await middle.line("ready");
        for (const { lines } of [first, second]) {
          const met = lines.filter(isConnection).map(({ peer }) => peer);
          assertEquals(new Set(met), new Set([peer]));
        }
      })
    ),
});

function isConnection({ type }: Line): boolean {
  return type === "peer-connected";
}

/** The row of a peer in a record of members. */
function rowOf(name: string, { members }: Line): Line | undefined {
  return (members as Line[]).find((row) => row.name === name);
}
