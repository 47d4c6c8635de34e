import type { Finding } from "../finding.ts";
import type { PeerFacts } from "../measure/peers.ts";
import type { Us } from "../us.ts";
import { whereOf } from "./connection.ts";
import { judgePeer } from "./peer.ts";

const check = "bootstrap";

/** An address of `--bootstrap`: what came of it, or why it is none. */
export type BootstrapFacts = PeerFacts | {
  /** What was given. */
  address: string;
  /** What is wrong with it, in a sentence. */
  problem: string;
};

/** Judges the addresses of `--bootstrap`. */
export function judgeBootstrap(
  all: readonly BootstrapFacts[],
  us: Us,
): Finding[] {
  return all.flatMap((facts): Finding[] => {
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
    const meant = /\/p2p\/([^/]+)/.exec(facts.address)?.[1];
    const { visit } = facts;
    const met = visit !== undefined && "peer" in visit ? visit.peer : undefined;
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
  });
}
