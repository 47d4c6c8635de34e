import { manifestDifferences } from "../../network/mod.ts";
import type { PeerHello } from "../../network/observer/mod.ts";
import { optionsThatAgree } from "../../node/advice_for_refused.ts";
import type { PeerFacts } from "../measure/peers.ts";
import { printableName } from "../../telemetry/words/printable.ts";
import { quoted } from "../../telemetry/words/started_by.ts";
import type { Us } from "../us.ts";
import { cannotConnect, type Verdict, whereOf } from "./connection.ts";
import { describeTcp, milliseconds } from "./tcp.ts";

/** How many lines of a manifest's differences to show. */
const LINES = 6;

/**
 * Judges what came of going to an address.
 *
 * @param isHeard Whether a peer there was announced by multicast, so that its machine is on.
 */
export function judgePeer(
  facts: PeerFacts,
  us: Us,
  isHeard: boolean,
): Verdict {
  const { visit, tcp } = facts;
  const at = whereOf(facts);
  if (visit === undefined) {
    return cannotConnect(facts, us, isHeard);
  }
  const seen = describeTcp(tcp);
  switch (visit.kind) {
    case "met":
      return judgeHello(visit.hello, us, visit.ourVersion, at, seen);
    case "not-drover":
      return {
        level: "fault",
        title: `The program at ${at} is none of Drover's`,
        seen: `${seen}; it speaks libp2p, but not Drover's hello`,
        cure: "take the address that a Drover peer prints when it starts",
      };
    case "no-handshake":
      return us.isPrivate
        ? {
          level: "fault",
          title:
            `The peer at ${at} seems to have another secret than the one given, or none`,
          seen: `${seen}, but not secured: ${visit.reason}`,
          cure:
            "give all peers the same key file by --secret (compare copies with sha256sum); if it is no Drover peer, take another address",
        }
        : {
          level: "fault",
          title:
            `The peer at ${at} seems to have a secret, and none was given here`,
          seen: `${seen}, but not secured: ${visit.reason}`,
          cure:
            "add --secret FILE with the key that it was started with; if it is no Drover peer, take another address",
        };
    case "no-hello":
      return {
        level: "warning",
        title: `The peer at ${at} did not introduce itself`,
        seen: `${seen}, secured, then: ${visit.reason}`,
        cure:
          "try again: it may have been ending, or be too busy to answer; see what it prints",
      };
  }
}

function judgeHello(
  hello: PeerHello,
  us: Us,
  ourVersion: number,
  at: string,
  seen: string,
): Verdict {
  const name = nameOf(hello);
  const who = name === "" ? `The peer at ${at}` : `${name} at ${at}`;
  const swarm = printableName(hello.swarm);
  if (us.swarm !== undefined && hello.swarm !== us.swarm) {
    return {
      level: "fault",
      title: `${who} is in swarm "${swarm}", not in "${us.swarm}"`,
      seen,
      cure: `give both the same name: --swarm ${
        quoted(swarm)
      }, if that is the one`,
    };
  }
  if (hello.version !== ourVersion) {
    return {
      level: "fault",
      title: `${who} speaks another version of the protocol`,
      seen: `${ourVersion} here, ${hello.version} there; ${seen}`,
      cure: `update Drover on ${
        hello.version < ourVersion ? "that machine" : "this machine"
      }`,
    };
  }
  const task = describeTask(hello);
  if (us.manifest === undefined) {
    return {
      level: "ok",
      title: `${who} can be reached, in swarm "${swarm}"`,
      seen:
        `${seen}; it trains ${task}. Name a task file to see whether it would train with you`,
    };
  }
  if (us.manifest.hash !== hello.manifestHash) {
    const seen = describeDifferences(us.manifest.lines, hello.manifest)
      .join("\n");
    return {
      level: "fault",
      title: `${who} trains another task, or the same with other settings`,
      seen,
      cure: optionsThatAgree(seen) ??
        "give both the same task file, data and options (and the same version of Drover)",
    };
  }
  return {
    level: "ok",
    title: `${who} would train with you`,
    seen: `${seen}; the same task (${task})`,
  };
}

/** Where two manifests differ, in lines, not too many. */
export function describeDifferences(
  here: PeerHello["manifest"],
  there: PeerHello["manifest"],
): string[] {
  const lines = manifestDifferences(here, there);
  const more = lines.length - LINES;
  return more > 0 ? [...lines.slice(0, LINES), `and ${more} more`] : lines;
}

/** What a peer calls itself. */
export function nameOf({ details }: PeerHello): string {
  return printableName(details.name);
}

function describeTask({ manifest }: PeerHello): string {
  const { name, version } = (manifest.task ?? {}) as Record<string, unknown>;
  return [printableName(name) || "an unnamed task", printableName(version)]
    .join(" ").trim();
}

/** Time of a connection, for lists. */
export function roundTrip({ tcp }: PeerFacts): string {
  return tcp.kind === "open" ? milliseconds(tcp.ms) : describeTcp(tcp);
}
