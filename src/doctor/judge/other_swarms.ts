import { levenshteinDistance } from "@std/text";
import { count } from "../../telemetry/words/format.ts";
import { printableName } from "../../telemetry/words/printable.ts";
import { quoted } from "../../telemetry/words/started_by.ts";
import type { Finding } from "../finding.ts";
import type { SwarmPeer } from "../measure/swarm.ts";
import type { Us } from "../us.ts";
import { placesOf } from "./announced.ts";
import { trainWith } from "./command_line.ts";
import { isOwn } from "./own.ts";
import { helloOf } from "./reached.ts";

const check = "swarm";

/** Letters by which a name differs at most from the one that it is a slip of. */
const SLIPS = 2;

/** What is known of our own swarm. */
export interface OwnSwarm {
  /** Its name. */
  swarm: string;
  /** Hashes of the manifests that are trained in it here. */
  manifests: readonly string[];
  /** Whether nobody of it was heard on another machine. */
  isAlone: boolean;
}

/** Judges who is here in other swarms: one of them may be the one that was meant. */
export function otherSwarms(
  peers: readonly SwarmPeer[],
  ours: OwnSwarm,
  us: Us,
): Finding[] {
  const others = peers.filter(({ relation }) => relation === "other-swarm");
  const here = others.filter((each) => isOwn(each, us));
  const elsewhere = others.filter((each) => !here.includes(each));
  return [
    ...astray(here, ours),
    ...(elsewhere.length === 0 ? [] : [judge(elsewhere, ours, us)]),
  ];
}

function judge(
  others: readonly SwarmPeer[],
  ours: OwnSwarm,
  us: Us,
): Finding {
  const { swarm, isAlone } = ours;
  const seen = describe(others);
  const likely = others.map((peer) => likenessOf(peer, ours))
    .sort((a, b) => b.reasons.length - a.reasons.length)[0]!;
  const { name, reasons } = likely;
  if (name !== undefined && reasons.length > 0) {
    const change = { swarm: [name] };
    return {
      check,
      level: !isAlone ? "note" : reasons.length > 1 ? "fault" : "warning",
      title: isAlone
        ? `There is a swarm "${name}" here, and nobody else in "${swarm}"`
        : `There is a swarm "${name}" here, too`,
      seen: `${reasons.join(", and ")}\n${seen}`,
      cure: `if that is the one you mean: --swarm ${quoted(name)}\n${
        trainWith(us.asked, change)
      }`,
    };
  }
  return {
    check,
    level: isAlone ? "warning" : "note",
    title: isAlone
      ? `There are peers here, but in another swarm than "${swarm}"`
      : "There are peers of other swarms, too",
    seen,
    ...(isAlone
      ? {
        cure: name === undefined
          ? "give all peers the same --swarm"
          : `if that is the one you mean: --swarm ${quoted(name)}`,
      }
      : {}),
  };
}

/** Why a peer's swarm may be the one that was meant. */
function likenessOf(
  peer: SwarmPeer,
  { swarm, manifests }: OwnSwarm,
): { name: string | undefined; reasons: string[] } {
  const hello = helloOf(peer);
  const reasons: string[] = [];
  if (hello !== undefined && isSlip(printableName(hello.swarm), swarm)) {
    reasons.push("its name is nearly the same");
  }
  if (hello !== undefined && manifests.includes(hello.manifestHash)) {
    reasons.push("it trains the same task");
  }
  return { name: hello && printableName(hello.swarm), reasons };
}

/** Whether one name may be the other, mistyped. */
export function isSlip(a: string, b: string): boolean {
  const most = Math.min(SLIPS, Math.floor(Math.max(a.length, b.length) / 2));
  const distance: number = levenshteinDistance(
    a.toLowerCase(),
    b.toLowerCase(),
  );
  return distance <= most;
}

/** Processes of this machine that were started with a name that may be a slip. */
function astray(
  here: readonly SwarmPeer[],
  ours: OwnSwarm,
): Finding[] {
  return here.flatMap((peer): Finding[] => {
    const { name, reasons } = likenessOf(peer, ours);
    if (name === undefined || reasons.length === 0) return [];
    return [{
      check,
      level: "warning",
      title:
        `A process of this machine is in swarm "${name}", not in "${ours.swarm}"`,
      seen: `at ${placesOf(peer)}; ${reasons.join(", and ")}`,
      cure: `if that is a slip, stop it, and start it with --swarm ${
        quoted(ours.swarm)
      }`,
    }];
  });
}

function describe(others: readonly SwarmPeer[]): string {
  const names = [
    ...new Set(others.flatMap((peer) => {
      const hello = helloOf(peer);
      return hello === undefined ? [] : [printableName(hello.swarm)];
    })),
  ];
  return `${count(others.length, "peer")}${
    names.length > 0
      ? `, in ${names.map((each) => `"${each}"`).join(", ")}`
      : ""
  }: ${placesOf(...others)}`;
}
