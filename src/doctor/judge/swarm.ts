import type { Finding } from "../finding.ts";
import type { PeerFacts } from "../measure/peers.ts";
import type { SwarmPeer } from "../measure/swarm.ts";
import { count } from "../../telemetry/words/format.ts";
import type { PeerHello } from "../../network/observer/mod.ts";
import type { Us } from "../us.ts";
import {
  copied,
  heardAside,
  onlyAside,
  otherSecrets,
  placesOf,
  twice,
} from "./announced.ts";
import { describeDifferences, judgePeer, nameOf, roundTrip } from "./peer.ts";
import { whereOf } from "./connection.ts";

const check = "swarm";

/** How many peers to name. */
const NAMED = 12;

/** What was heard of a swarm. */
export interface SwarmFacts {
  /** Its name. */
  swarm: string;
  /** All that were announced. */
  peers: readonly SwarmPeer[];
  /** How long was listened, s. */
  seconds: number;
  /** Whether the own `--state` folder is in use, so that its peer is no copy. */
  isRunning: boolean;
}

/** Judges who of a swarm was heard, and who can be reached. */
export function judgeSwarm(facts: SwarmFacts, us: Us): Finding[] {
  const { peers, isRunning } = facts;
  const mine = peers.filter(({ peer }) => peer === us.peer);
  const ours = peers.filter(({ relation, peer }) =>
    relation === "ours" && peer !== us.peer
  );
  const findings: Finding[] = [];
  const fine: SwarmPeer[] = [];
  for (const peer of ours) {
    const finding = judgeOne(peer, us);
    if (finding.level === "ok") fine.push(peer);
    else findings.push(finding);
    if (peer.names.length > 1) findings.push(twice(peer));
    const aside = onlyAside(peer, us.networks);
    if (aside !== undefined) findings.push(heardAside(peer, aside));
  }
  if (fine.length > 0) findings.push(good(fine, facts, us));
  findings.push(...otherSecrets(peers, us));
  if (mine.length > 0 && !isRunning) findings.push(copied(mine[0]!));
  if (us.manifest === undefined) findings.push(...unlike(fine));
  const isAlone = findings.length === 0;
  if (isAlone) findings.push(nobody(facts));
  findings.push(...otherSwarms(peers, facts.swarm, isAlone));
  return findings;
}

function judgeOne(peer: SwarmPeer, us: Us): Finding {
  const best = bestOf(peer.reached);
  if (best === undefined) {
    return {
      check,
      level: "note",
      title: `A peer at ${placesOf(peer)} was heard, and not visited`,
      seen: "so many are only counted",
    };
  }
  return { check, ...judgePeer(best, us, true) };
}

/** The address at which most came about. */
function bestOf(reached: readonly PeerFacts[]): PeerFacts | undefined {
  const rank = ({ tcp, visit }: PeerFacts) =>
    visit?.kind === "met" ? 2 : tcp.kind === "open" ? 1 : 0;
  return [...reached].sort((a, b) => rank(b) - rank(a))[0];
}

/** What a peer said, where it said something. */
export function helloOf({ reached }: SwarmPeer): PeerHello | undefined {
  const visit = bestOf(reached)?.visit;
  return visit?.kind === "met" ? visit.hello : undefined;
}

function good(
  fine: readonly SwarmPeer[],
  { swarm }: SwarmFacts,
  us: Us,
): Finding {
  const lines = fine.slice(0, NAMED).map((peer) => {
    const facts = bestOf(peer.reached)!;
    const name = nameOf(helloOf(peer)!) || peer.peer.slice(-8);
    return `${name} at ${whereOf(facts)}, connected in ${roundTrip(facts)}`;
  });
  const more = fine.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return {
    check,
    level: "ok",
    title: us.manifest === undefined
      ? `${count(fine.length, "peer")} of swarm "${swarm}" can be reached`
      : `${
        count(fine.length, "peer")
      } of swarm "${swarm}" would train with you`,
    seen: lines.join("\n"),
  };
}

/** Peers of one swarm that cannot train with each other. */
function unlike(fine: readonly SwarmPeer[]): Finding[] {
  const byHash = new Map<string, SwarmPeer>();
  for (const peer of fine) {
    const hash = helloOf(peer)!.manifestHash;
    if (!byHash.has(hash)) byHash.set(hash, peer);
  }
  const [first, ...others] = byHash.values();
  return others.map((other) => ({
    check,
    level: "fault",
    title: `${nameOf(helloOf(first!)!) || "One peer"} and ${
      nameOf(helloOf(other)!) || "another"
    } train different tasks`,
    seen: describeDifferences(
      helloOf(first!)!.manifest,
      helloOf(other)!.manifest,
    ).join("\n"),
    cure: "give both the same task file, data and options",
  }));
}

function otherSwarms(
  peers: readonly SwarmPeer[],
  swarm: string,
  isAlone: boolean,
): Finding[] {
  const others = peers.filter(({ relation }) => relation === "other-swarm");
  if (others.length === 0) return [];
  const names = [
    ...new Set(others.flatMap((peer) => helloOf(peer)?.swarm ?? [])),
  ];
  const [name] = names;
  return [{
    check,
    level: isAlone ? "warning" : "note",
    title: isAlone
      ? `There are peers here, but in another swarm than "${swarm}"`
      : "There are peers of other swarms, too",
    seen: `${count(others.length, "peer")}${
      names.length > 0
        ? `, in ${names.map((each) => `"${each}"`).join(", ")}`
        : ""
    }: ${placesOf(...others)}`,
    ...(isAlone
      ? {
        cure: name === undefined
          ? "give all peers the same --swarm"
          : `if that is the one you mean: --swarm ${name}`,
      }
      : {}),
  }];
}

function nobody({ swarm, seconds }: SwarmFacts): Finding {
  return {
    check,
    level: "warning",
    title: `Nobody of swarm "${swarm}" was heard`,
    seen: `within ${seconds} s of listening and asking`,
    cure:
      `see that another peer runs with --swarm ${swarm} (its first lines show the name), in this machine's network; run drover doctor --swarm ${swarm} there, too, at the same time
or name its address here, which shows how far one gets: drover doctor --bootstrap ADDR`,
  };
}
