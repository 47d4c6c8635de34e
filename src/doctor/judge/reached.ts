import type { PeerHello } from "../../network/observer/mod.ts";
import type { PeerFacts } from "../measure/peers.ts";
import type { SwarmPeer } from "../measure/swarm.ts";

/** The address at which most came about. */
export function bestOf(reached: readonly PeerFacts[]): PeerFacts | undefined {
  const rank = ({ tcp, visit }: PeerFacts) =>
    visit?.kind === "met" ? 2 : tcp.kind === "open" ? 1 : 0;
  return [...reached].sort((a, b) => rank(b) - rank(a))[0];
}

/** What a peer said, where it said something. */
export function helloOf({ reached }: SwarmPeer): PeerHello | undefined {
  const visit = bestOf(reached)?.visit;
  return visit?.kind === "met" ? visit.hello : undefined;
}
