import type { NetworkInterface } from "../../network/mod.ts";
import {
  type Heard,
  hostPortOf,
  type Relation,
  relationOf,
  type Visitor,
} from "../../network/observer/mod.ts";
import { measurePeer, type PeerFacts } from "./peers.ts";

/** Peers of the swarm that are visited at most. */
const VISITS = 32;

/** Peers of other swarms that are visited, to learn what those are called. */
const OTHERS = 8;

/** Addresses of one peer that are tried. */
const ADDRESSES = 4;

/** A peer that was announced, and what came of going there. */
export interface SwarmPeer {
  /** Its id. */
  peer: string;
  /** What it is to us, as announced. */
  relation: Relation;
  /** Random names it was announced by: each process has one. */
  names: string[];
  /** Interfaces that it was heard on. */
  on: NetworkInterface[];
  /** Its addresses, as announced. */
  addresses: string[];
  /** What came of going there; empty where nobody went. */
  reached: PeerFacts[];
}

/** Gathers what was heard of each peer. */
export function peersOf(
  heard: readonly Heard[],
  swarm: string,
  secret: Uint8Array | undefined,
): SwarmPeer[] {
  const peers = new Map<string, SwarmPeer>();
  for (const { on, sightings } of heard) {
    for (const sighting of sightings) {
      const { peer, name, addresses } = sighting;
      const relation = relationOf(sighting, swarm, secret);
      const known = peers.get(peer) ??
        { peer, relation, names: [], on: [], addresses: [], reached: [] };
      peers.set(peer, known);
      if (!known.names.includes(name)) known.names.push(name);
      if (!known.on.includes(on)) known.on.push(on);
      known.addresses = [...new Set([...known.addresses, ...addresses])];
    }
  }
  return [...peers.values()];
}

/** Goes to the peers of the swarm, and to a few of other swarms. */
export async function measureSwarm(
  peers: readonly SwarmPeer[],
  visitor: Visitor,
): Promise<SwarmPeer[]> {
  const ours = peers.filter(({ relation }) => relation === "ours");
  const others = peers.filter(({ relation }) => relation === "other-swarm");
  const wanted = new Set([
    ...ours.slice(0, VISITS),
    ...others.slice(0, OTHERS),
  ]);
  return await Promise.all(peers.map(async (each) => {
    if (!wanted.has(each)) return each;
    const addresses = each.addresses.filter(hostPortOf).slice(0, ADDRESSES);
    const reached = await Promise.all(
      addresses.map((address) => measurePeer(address, visitor)),
    );
    return { ...each, reached };
  }));
}
