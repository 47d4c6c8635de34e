import type { Stranger, Unreached } from "../network/mod.ts";
import { count, roughly } from "../telemetry/words/format.ts";
import { printableName } from "../telemetry/words/printable.ts";
import { quoted, startedBy } from "../telemetry/words/started_by.ts";

/** How many of other swarms to name. */
const NAMED = 3;

/** What is known of a peer that has found nobody. */
export interface Loner {
  /** Its task file. */
  task: string | URL;
  /** Its swarm. */
  swarm: string;
  /** Peers of other swarms that it has heard. */
  strangers: readonly Stranger[];
}

/**
 * What to look at where a peer waits for others and none comes.
 *
 * @param addresses Multiaddrs of this peer, for others to connect to
 * @param discovers Whether it looks for others by multicast DNS
 */
export function adviceForLoner(
  loner: Loner,
  addresses: readonly string[],
  discovers: boolean,
): string {
  const [address = "the address of one that runs"] = addresses;
  const advice = [
    `start the others with the same task and --swarm ${quoted(loner.swarm)}`,
    ...discovers
      ? ["let multicast DNS (UDP port 5353) pass between the machines"]
      : [],
    `${discovers ? "or " : ""}give the others --bootstrap ${address}`,
  ];
  const found = discovers
    ? `No other peer found yet${others(loner)}: ${advice.join(", ")}`
    : `No other peer has come yet, and --no-discovery looks for none: ${
      advice.join(" and ")
    }`;
  return `${found}; ${doctor(loner)} finds out what is in the way`;
}

/** What to say where a peer trains alone, which nobody may have meant. */
export function adviceForSolitary(loner: Loner): string {
  return `Training alone: nobody else of swarm ${loner.swarm} was found yet${
    others(loner)
  }. If others run, ${doctor(loner)} finds out what is in the way`;
}

/**
 * What to say where a peer of this swarm was found to which nothing leads.
 *
 * @param unreached Who, the first of them with a reason; at least one
 * @param isFirst Whether it is said for the first time
 */
export function adviceForUnreached(
  loner: Loner,
  unreached: readonly Unreached[],
  isFirst: boolean,
): string {
  const [first] = unreached;
  if (first === undefined) return "";
  const more = unreached.length - 1;
  const who = `the peer at ${first.address}${
    more > 0 ? ` and ${count(more, "other")}` : ""
  }`;
  const help = `${doctor(loner)} finds out what is in the way`;
  return isFirst
    ? `Cannot connect to ${who}: ${first.reason} (${help})`
    : `Still no connection to ${who}: training goes on alone (${help})`;
}

/**
 * What to say where a peer has somebody to look for who does not answer yet.
 *
 * @param bootstrap The addresses that a person has named
 * @param found Those that were found besides
 * @param seconds How long it looks for them before it begins alone
 */
export function adviceWhileMeeting(
  bootstrap: readonly string[],
  found: readonly Unreached[],
  seconds: number,
): string {
  const who = bootstrap.length > 0
    ? `Nobody answers at ${bootstrap.join(" or ")} yet`
    : `${
      found[0] === undefined ? "Somebody" : `The peer at ${found[0].address}`
    } was found, but does not answer yet`;
  return `${who}: tried for ${
    roughly(seconds)
  } more at most, then training begins alone, and who comes later joins in (--wait-for 2 waits for as long as it takes)`;
}

function doctor({ task, swarm }: Loner): string {
  const file = quoted(String(task));
  return `${startedBy()} doctor ${file} --swarm ${quoted(swarm)}`;
}

/** `, but 2 peers of other swarms are here: …`; nothing where there are none. */
function others({ strangers }: Loner): string {
  if (strangers.length === 0) return "";
  // Those whose names are known say most.
  const sorted = strangers.toSorted((a, b) =>
    Number(b.swarm !== undefined) - Number(a.swarm !== undefined)
  );
  const named = sorted.slice(0, NAMED).map(({ address, swarm }) =>
    [
      swarm === undefined ? "one" : `"${printableName(swarm)}"`,
      ...(address === "" ? [] : [`at ${address}`]),
    ].join(" ")
  );
  const are = strangers.length === 1 ? "is" : "are";
  return `, but ${
    count(strangers.length, "peer")
  } of another swarm ${are} here (${named.join(", ")}${
    strangers.length > NAMED ? ", …" : ""
  }); all must name the same --swarm`;
}
