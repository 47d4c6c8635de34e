import type { Finding } from "../finding.ts";
import type { SwarmPeer } from "../measure/swarm.ts";
import { count } from "../../telemetry/words/format.ts";
import { quoted, startedBy } from "../../telemetry/words/started_by.ts";
import type { Us } from "../us.ts";
import {
  copied,
  heardAside,
  onlyAside,
  otherSecrets,
  placesOf,
  twice,
} from "./announced.ts";
import { whereOf } from "./connection.ts";
import { labels } from "./labels.ts";
import { otherSwarms } from "./other_swarms.ts";
import { isOwn } from "./own.ts";
import { describeDifferences, judgePeer, nameOf, roundTrip } from "./peer.ts";
import { bestOf, helloOf } from "./reached.ts";

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
  /** Whether a peer of it was reached at an address that was given. */
  worksByAddress: boolean;
}

/** Judges who of a swarm was heard, and who can be reached. */
export function judgeSwarm(facts: SwarmFacts, us: Us): Finding[] {
  const { peers, isRunning, swarm, worksByAddress } = facts;
  const mine = peers.filter(({ peer }) => peer === us.peer);
  const ours = peers.filter(({ relation, peer }) =>
    relation === "ours" && peer !== us.peer
  );
  const own = ours.filter((peer) => isOwn(peer, us));
  const others = ours.filter((peer) => !own.includes(peer));
  const fine: SwarmPeer[] = [];
  const judge = (peer: SwarmPeer): Finding[] => {
    const finding = judgeOne(peer, us);
    const aside = onlyAside(peer, us.networks);
    if (finding.level === "ok") fine.push(peer);
    return [
      ...(finding.level === "ok" ? [] : [finding]),
      ...(peer.names.length > 1 ? [twice(peer)] : []),
      ...(aside === undefined ? [] : [heardAside(peer, aside)]),
    ];
  };
  const ofOwn = own.flatMap(judge);
  const ownFine = fine.splice(0);
  const ofOthers = others.flatMap(judge);
  const secrets = otherSecrets(peers, us);
  const copies = mine.length > 0 && !isRunning ? [copied(mine[0]!)] : [];
  const isAlone = others.length + secrets.length + copies.length === 0;
  const manifests = us.manifest !== undefined
    ? [us.manifest.hash]
    : ownFine.map((peer) => helloOf(peer)!.manifestHash);
  return [
    ...(ownFine.length > 0 ? [onThisMachine(ownFine, swarm)] : []),
    ...ofOwn,
    ...ofOthers,
    ...(fine.length > 0 ? [good(fine, facts, us)] : []),
    ...secrets,
    ...copies,
    ...(us.manifest === undefined ? unlike([...ownFine, ...fine]) : []),
    ...(isAlone ? [nobody(facts, us, own.length > 0)] : []),
    ...otherSwarms(
      peers,
      { swarm, manifests, isAlone: isAlone && !worksByAddress },
      us,
    ),
  ];
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

/** That some of the swarm are processes of this machine, and so no company. */
function onThisMachine(own: readonly SwarmPeer[], swarm: string): Finding {
  return {
    check,
    level: "note",
    title: own.length === 1
      ? `This machine's own process is in swarm "${swarm}"`
      : `${own.length} processes of this machine are in swarm "${swarm}"`,
    seen: inLines(own),
  };
}

function good(
  fine: readonly SwarmPeer[],
  { swarm }: SwarmFacts,
  us: Us,
): Finding {
  return {
    check,
    level: "ok",
    title: us.manifest === undefined
      ? `${count(fine.length, "peer")} of swarm "${swarm}" can be reached`
      : `${
        count(fine.length, "peer")
      } of swarm "${swarm}" would train with you`,
    seen: inLines(fine),
  };
}

/** Peers that were reached, each in a line. */
function inLines(peers: readonly SwarmPeer[]): string {
  const names = labels(
    peers.map((each) => ({ name: nameOf(helloOf(each)!), peer: each.peer })),
  );
  const lines = peers.slice(0, NAMED).map((peer, i) => {
    const facts = bestOf(peer.reached)!;
    return `${names[i]} at ${whereOf(facts)}, connected in ${roundTrip(facts)}`;
  });
  const more = peers.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}

/** Peers of one swarm that cannot train with each other. */
function unlike(fine: readonly SwarmPeer[]): Finding[] {
  const byHash = new Map<string, SwarmPeer>();
  for (const peer of fine) {
    const hash = helloOf(peer)!.manifestHash;
    if (!byHash.has(hash)) byHash.set(hash, peer);
  }
  const [first, ...others] = byHash.values();
  const called = (peer: SwarmPeer, otherwise: string) =>
    `${nameOf(helloOf(peer)!) || otherwise} at ${placesOf(peer)}`;
  return others.map((other) => ({
    check,
    level: "fault",
    title: `${called(first!, "One peer")} and ${
      called(other, "another")
    } train different tasks`,
    seen: describeDifferences(
      helloOf(first!)!.manifest,
      helloOf(other)!.manifest,
    ).join("\n"),
    cure: "give both the same task file, data and options",
  }));
}

function nobody(
  { swarm, seconds, worksByAddress }: SwarmFacts,
  { asked }: Us,
  isHere: boolean,
): Finding {
  const who = isHere ? "Nobody else" : "Nobody";
  const seen = `within ${seconds} s of listening and asking${
    isHere ? ": a process of this machine is no company" : ""
  }`;
  if (worksByAddress) {
    return {
      check,
      level: "note",
      title: `${who} of swarm "${swarm}" was heard by multicast`,
      seen: `${seen}; the address that was given works without`,
    };
  }
  const start = startedBy();
  const name = quoted(swarm);
  return {
    check,
    level: "warning",
    title: `${who} of swarm "${swarm}" was heard`,
    seen,
    cure: [
      `see that another peer runs with --swarm ${name} (its first lines show the name), in this machine's network; run ${start} doctor --swarm ${name} there, too, at the same time`,
      ...("bootstrap" in asked.options ? [] : [
        `or name its address here, which shows how far one gets: ${start} doctor --bootstrap ADDR`,
      ]),
    ].join("\n"),
  };
}
