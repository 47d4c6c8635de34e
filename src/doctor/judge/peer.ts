import { manifestDifferences } from "../../network/mod.ts";
import { homeOf, type PeerHello } from "../../network/observer/mod.ts";
import { optionsThatAgree } from "../../node/advice_for_refused.ts";
import type { Finding } from "../finding.ts";
import type { PeerFacts } from "../measure/peers.ts";
import type { TcpResult } from "../measure/tcp.ts";
import type { Us } from "../us.ts";
import { describeTcp, milliseconds } from "./tcp.ts";

/** What is to be said of one peer. */
export type Verdict = Omit<Finding, "check">;

/** How many lines of a manifest's differences to show. */
const LINES = 6;

/** Addresses that containers and virtual machines mostly have on their own machine. */
const CONTAINED = /^(172\.(1[7-9]|2\d|3[01])\.|10\.88\.|192\.168\.122\.)/;

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
    return cannotConnect(facts, us, isHeard, tcp);
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

/** `10.0.0.2:4001`. */
export function whereOf({ host, port }: PeerFacts): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
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
  if (us.swarm !== undefined && hello.swarm !== us.swarm) {
    return {
      level: "fault",
      title: `${who} is in swarm "${hello.swarm}", not in "${us.swarm}"`,
      seen,
      cure:
        `give both the same name: --swarm ${hello.swarm}, if that is the one`,
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
      title: `${who} can be reached, in swarm "${hello.swarm}"`,
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
  return typeof details.name === "string" ? details.name.slice(0, 60) : "";
}

function describeTask({ manifest }: PeerHello): string {
  const { name, version } = (manifest.task ?? {}) as Record<string, unknown>;
  return name === undefined
    ? "an unnamed task"
    : `${name} ${version ?? ""}`.trim();
}

function cannotConnect(
  { host, port, ...facts }: PeerFacts,
  us: Us,
  isHeard: boolean,
  tcp: TcpResult,
): Verdict {
  const at = whereOf({ host, port, ...facts });
  const seen = isHeard
    ? `it was announced by multicast; TCP: ${describeTcp(tcp)}`
    : `TCP: ${describeTcp(tcp)}`;
  const fault = (title: string, cure: string): Verdict => ({
    level: "fault",
    title,
    seen,
    cure,
  });
  const contained = CONTAINED.test(host)
    ? `; ${host} looks like an address of a container or a virtual machine, which only its own machine reaches: run it with the machine's own network (docker run --network host), or publish its port (-p ${port}:${port}) and name the machine's address`
    : "";
  switch (tcp.kind) {
    case "refused":
      return fault(
        `Nobody listens at ${at}`,
        isHeard
          ? "it has just ended, or was restarted: run drover doctor again"
          : "start the peer there, or take the address that it prints now: the port is another one at each start, unless --listen 0.0.0.0:4001 says which",
      );
    case "silent":
      return homeOf(host, us.networks) !== undefined || isHeard
        ? fault(
          isHeard
            ? `A firewall keeps connections from the peer at ${at}`
            : `No answer from ${at}`,
          `${
            isHeard ? "" : "see that the machine is on; "
          }on that machine, let TCP port ${port} in: sudo ufw allow ${port}/tcp, or sudo firewall-cmd --add-port=${port}/tcp; macOS, Windows: allow Deno to receive connections (--listen 0.0.0.0:${port} keeps the port the same at each start)${contained}`,
        )
        : fault(
          `No answer from ${at}, which is in another network`,
          `see that the machine is on, that its router passes TCP port ${port} on to it, and that its firewall lets it in${contained}`,
        );
    case "unreachable":
      return fault(
        `No way leads from this machine to ${host}`,
        `take an address in a network that both machines are in${
          us.networks.length === 0
            ? ""
            : ` (this one is at ${
              us.networks.map(({ address }) => address).join(", ")
            })`
        }${contained}`,
      );
    case "forbidden":
      return fault(
        `This machine's own rules forbid to connect to ${at}`,
        "see its firewall's rules for what goes out, and its routes: ip route",
      );
    case "no-host":
      return fault(
        `There is no host named ${host}`,
        "mend the name, or take the machine's IP address",
      );
    default:
      return fault(
        `Cannot connect to ${at}`,
        "take the address that the peer prints when it starts",
      );
  }
}

/** Time of a connection, for lists. */
export function roundTrip({ tcp }: PeerFacts): string {
  return tcp.kind === "open" ? milliseconds(tcp.ms) : describeTcp(tcp);
}
