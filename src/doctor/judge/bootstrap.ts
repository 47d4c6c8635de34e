import type { Finding } from "../finding.ts";
import type { PeerFacts } from "../measure/peers.ts";
import type { Us } from "../us.ts";
import { trainWith } from "./command_line.ts";
import { whereOf } from "./connection.ts";
import { isOwnHost } from "./own.ts";
import { judgePeer } from "./peer.ts";

const check = "bootstrap";

/** An address of `--bootstrap`: what came of it, or why it is none. */
export type BootstrapFacts = PeerFacts | {
  /** What was given. */
  address: string;
  /** What is wrong with it, in a sentence. */
  problem: string;
};

/** The addresses at which somebody else is, with whom this side would train. */
export function workingOf(all: readonly BootstrapFacts[], us: Us): string[] {
  return all.filter((facts) =>
    !("problem" in facts) && judgePeer(facts, us, false).level === "ok" &&
    !isOwnHost(facts.host, us) && metAt(facts) !== us.peer
  ).map(({ address }) => address);
}

/** Judges the addresses of `--bootstrap`. */
export function judgeBootstrap(
  all: readonly BootstrapFacts[],
  us: Us,
): Finding[] {
  const findings = all.flatMap((facts) => judgeOne(facts, us));
  const working = workingOf(all, us);
  if (working.length === 0) return findings;
  return [...findings, {
    check,
    level: "ok",
    title: working.length === 1
      ? "By that address it works: start train with it"
      : "By these addresses it works: start train with them",
    cure: trainWith(us.asked, { bootstrap: working }),
  }];
}

function judgeOne(facts: BootstrapFacts, us: Us): Finding[] {
  if ("problem" in facts) {
    return [{
      check,
      level: "fault",
      title: "An address of --bootstrap makes no sense",
      seen: facts.problem,
      cure: "copy the whole address that the peer prints when it starts",
    }];
  }
  const findings: Finding[] = [{ check, ...judgePeer(facts, us, false) }];
  if (isOwnHost(facts.host, us)) {
    findings.push({
      check,
      level: "note",
      title: `${facts.host} is an address of this machine itself`,
      seen: "who is there is a process of its own, and no company",
      cure: "name an address of another machine",
    });
  }
  const meant = /\/p2p\/([^/]+)/.exec(facts.address)?.[1];
  const met = metAt(facts);
  if (us.peer !== undefined && met === us.peer) {
    findings.push({
      check,
      level: "fault",
      title: `The peer at ${whereOf(facts)} has the identity of --state`,
      seen: "it is the same peer, or one of the two folders is a copy",
      cure:
        'name another peer\'s address; or give each a --state folder of its own (in a copy, remove the file "identity")',
    });
  } else if (meant !== undefined && met !== undefined && meant !== met) {
    findings.push({
      check,
      level: "note",
      title: `Another peer than the one named is at ${whereOf(facts)}`,
      seen:
        `${meant} was named, ${met} is there: a peer without --state has a new identity at each start`,
      cure: "nothing: Drover takes whoever is there; or leave /p2p/... out",
    });
  }
  return findings;
}

/** Id of the peer that was met. */
function metAt({ visit }: PeerFacts): string | undefined {
  return visit !== undefined && "peer" in visit ? visit.peer : undefined;
}
