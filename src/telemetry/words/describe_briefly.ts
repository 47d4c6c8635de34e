import { inMs } from "../../synchronicity/mod.ts";
import type { NodeEvent } from "../mod.ts";
import { describeEvent, type Description } from "./describe_event.ts";
import type { PeerNames } from "./peer_names.ts";
import { printable } from "./printable.ts";

/** A change of K. */
type Quorum = Extract<NodeEvent, { type: "quorum" }>;

/**
 * An event in a short line for whoever follows a training and has read no paper; undefined
 * for what says something only beside figures. The arithmetic stands in {@linkcode describeEvent},
 * which the dashboard shows, and in the records.
 */
export function describeBriefly(
  event: NodeEvent,
  names: PeerNames,
): Description | undefined {
  const plain = (text: string): Description => ({
    text: printable(text),
    tone: "plain",
  });
  switch (event.type) {
    case "quorum":
      return plain(`${whomFor(event)}: ${whyOf(event, names)}`);
    case "codec":
      return plain(
        event.from === event.to
          ? `Updates as ${event.to}`
          : `Updates as ${event.to}, no more ${event.from}`,
      );
    case "local-steps":
      return plain(
        event.to === 1
          ? "Now sends every gradient"
          : `Now sends ${event.to} gradients in one update`,
      );
    case "epoch": {
      const { herding: _, ...rest } = event;
      return describeEvent(rest, names);
    }
    case "cut-off":
      return undefined;
    default:
      return describeEvent(event, names);
  }
}

/** `Now waits for 2 of 4 peers (K 4 -> 2)`; of which one is the peer itself. */
function whomFor({ from, to, members }: Quorum): string {
  const whom = members !== undefined && to >= members
    ? "all peers"
    : to === 1
    ? "no other peer"
    : members === undefined
    ? `${to} peers`
    : `${to} of ${members} peers`;
  return `Now waits for ${whom} (K ${from} -> ${to})`;
}

/**
 * That K goes to and fro, in a short line.
 *
 * @param range From where to where, and a change of it
 * @param names What peers are called
 */
export function describeQuorumRange(
  { low, high, event: { members, ...event } }: {
    low: number;
    high: number;
    event: Quorum;
  },
  names: PeerNames,
): Description {
  const of = members === undefined ? "" : ` of ${members}`;
  const slow = slowestOf(event, names);
  const text =
    `Now waits for ${low} to ${high}${of} peers, as delays change (K)`;
  return {
    text: printable(slow === undefined ? text : `${text}: ${slow}`),
    tone: "plain",
  };
}

function whyOf(event: Quorum, names: PeerNames): string {
  if (event.to > event.from) return "more are worth the wait";
  return slowestOf(event, names) ?? "more are not worth the wait";
}

function slowestOf(
  { slow, slowMs }: Pick<Quorum, "slow" | "slowMs">,
  names: PeerNames,
): string | undefined {
  return slow === undefined || slowMs === undefined
    ? undefined
    : `${names.of(slow)} is slow, ${inMs(slowMs)} a gradient`;
}
