import { Random } from "../../../src/random/mod.ts";
import type { Recorded } from "../../network/swarm_of.ts";
import { closeAll, freshSwarm, record, until } from "../../network/swarm_of.ts";
import { SlowLink } from "./slow_link.ts";

/** Peers `a` and `b` are connected; a > b. */
export type Link = readonly [a: number, b: number];

/** Everybody connected to everybody. */
export function completeGraph(peers: number): Link[] {
  const links: Link[] = [];
  for (let a = 0; a < peers; a++) {
    for (let b = 0; b < a; b++) links.push([a, b]);
  }
  return links;
}

/** A ring, so that it is in one piece, and random chords up to about five links each. */
export function sparseGraph(peers: number): Link[] {
  const random = new Random("overlay bench");
  return completeGraph(peers).filter(([a, b]) =>
    a - b === 1 || a - b === peers - 1 || random.uniform() < 3 / (peers - 3)
  );
}

/** A swarm of real peers with some connections and no others. */
export interface WiredSwarm extends AsyncDisposable {
  /** The peers. */
  peers: Recorded[];
}

/**
 * Starts a swarm with these connections. Peers tell each other of others and
 * dial them, so this disconnects whom it does not want: they stay away for a minute, in
 * which the measurement has to be done.
 *
 * @param delays of each link, ms one way; without them connections are direct
 */
export async function wire(
  count: number,
  links: Link[],
  delays?: number[],
): Promise<WiredSwarm> {
  const swarm = freshSwarm(), reserved = reserve(count);
  const ports = reserved.map(({ addr }) => (addr as Deno.NetAddr).port);
  const slow = delays === undefined
    ? []
    : links.map(([, b]) => new SlowLink(ports[b]!));
  for (const listener of reserved) listener.close();
  const peers = await Promise.all(ports.map((port, peer) =>
    record(swarm, {
      discovery: delays === undefined,
      // As long as a real one, since it stands in each message.
      manifestHash: "0".repeat(64),
      listen: [`127.0.0.1:${port}`],
      bootstrap: slow.filter((_, i) => links[i]![0] === peer)
        .map(({ address }) => address),
    })
  ));
  const all = completeGraph(count);
  await until(() => connections(peers) === 2 * all.length, "all meet", 60_000);
  const kept = new Set(
    delays === undefined ? links.map(([a, b]) => count * a + b) : [],
  );
  await Promise.all(
    all.filter(([a, b]) => !kept.has(count * a + b)).flatMap(([a, b]) => {
      const [one, other] = [peers[a]!.network, peers[b]!.network];
      // In one go, so that neither dials the other again. Addresses of
      // bootstrap, which lead over slow links, are dialled all the same.
      return [one.disconnect(other.id), other.disconnect(one.id)];
    }),
  );
  await until(
    () => connections(peers) === 2 * links.length,
    "only these connections are there",
    20_000,
  );
  for (const [i, link] of slow.entries()) link.delay = delays![i]!;
  // They tell each other whom they serve, so that nobody relays in vain.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return {
    peers,
    async [Symbol.asyncDispose]() {
      await closeAll(peers);
      await Promise.all(slow.map((link) => link.close()));
    },
  };
}

function connections(peers: Recorded[]): number {
  return peers.reduce((sum, { network }) => sum + network.peers().length, 0);
}

/** Keeps free ports from being given to anybody else. */
function reserve(count: number): Deno.TcpListener[] {
  return Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
}
