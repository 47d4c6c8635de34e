import { quoted, startedBy } from "../telemetry/words/started_by.ts";

/**
 * What to look at where a peer waits for others and none comes.
 *
 * @param addresses Multiaddrs of this peer, for others to connect to
 * @param discovers Whether it looks for others by multicast DNS
 */
export function adviceForLoner(
  swarm: string,
  addresses: readonly string[],
  discovers: boolean,
): string {
  const [address = "the address of one that runs"] = addresses;
  const advice = [
    `start the others with the same task and --swarm ${swarm}`,
    ...discovers
      ? ["let multicast DNS (UDP port 5353) pass between the machines"]
      : [],
    `${discovers ? "or " : ""}give the others --bootstrap ${address}`,
  ];
  const found = discovers
    ? `No other peer found yet: ${advice.join(", ")}`
    : `No other peer has come yet, and --no-discovery looks for none: ${
      advice.join(" and ")
    }`;
  return `${found}; ${startedBy()} doctor --swarm ${
    quoted(swarm)
  } finds out what is in the way`;
}

/** What to say where a peer trains alone, which nobody may have meant. */
export function adviceForSolitary(swarm: string): string {
  return `Training alone: nobody else of swarm ${swarm} was found yet. If others run, ${startedBy()} doctor --swarm ${
    quoted(swarm)
  } finds out what is in the way`;
}
