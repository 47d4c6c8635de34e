import type { PeerFacts } from "../../src/doctor/measure/peers.ts";
import type { SwarmPeer } from "../../src/doctor/measure/swarm.ts";
import type { Us } from "../../src/doctor/us.ts";
import type { NetworkInterface } from "../../src/network/mod.ts";
import type { PeerHello, Visit } from "../../src/network/observer/mod.ts";

/** The interface of this machine. */
export const ETH0: NetworkInterface = {
  name: "eth0",
  address: "10.0.0.1",
  netmask: "255.255.255.0",
};

/** A peer of swarm barn, without a task. */
export const US: Us = {
  swarm: "barn",
  isPrivate: false,
  manifest: undefined,
  networks: [ETH0],
  own: ["127.0.0.1", "10.0.0.1"],
  peer: undefined,
  asked: { task: undefined, options: { swarm: ["barn"] } },
};

/** What a peer of swarm barn says. */
export function hello(more: Partial<PeerHello> = {}): PeerHello {
  return {
    version: 2,
    swarm: "barn",
    manifestHash: "aa",
    manifest: { task: { name: "digits", version: "1" }, epochs: 3 },
    details: { name: "ox" },
    addresses: [],
    ...more,
  };
}

/** A visit that went well. */
export function met(more: Partial<PeerHello> = {}, clockAhead = 0): Visit {
  return {
    kind: "met",
    peer: "12D3KooWox",
    hello: hello(more),
    ourVersion: 2,
    clockAhead,
    clockWithin: 5,
  };
}

/** Where a peer was gone to; without a visit nothing listens. */
export function went(visit?: Visit, more: Partial<PeerFacts> = {}): PeerFacts {
  return {
    address: "/ip4/10.0.0.2/tcp/4001",
    host: "10.0.0.2",
    port: 4001,
    tcp: visit === undefined
      ? { kind: "refused", ms: 1 }
      : { kind: "open", ms: 0.4 },
    ...(visit === undefined ? {} : { visit }),
    ...more,
  };
}

/** A peer that was heard on this machine's network. */
export function heard(more: Partial<SwarmPeer> = {}): SwarmPeer {
  return {
    peer: "12D3KooWox",
    relation: "ours",
    names: ["abc"],
    on: [ETH0],
    addresses: ["/ip4/10.0.0.2/tcp/4001"],
    reached: [went(met())],
    ...more,
  };
}
