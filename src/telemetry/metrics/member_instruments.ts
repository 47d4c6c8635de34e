import type { MemberState } from "../../peer/mod.ts";
import type { MemberRow } from "../records.ts";
import type { Instrument, NumberInstrument } from "./instrument.ts";

const STATES: readonly MemberState[] = [
  "live",
  "joining",
  "suspected",
  "gone",
  "left",
  "done",
];

type Read = (row: MemberRow) => number | boolean | undefined;

function each(
  kind: "counter" | "gauge",
  name: string,
  unit: string,
  help: string,
  read: Read,
): NumberInstrument<"members"> {
  return {
    from: "members",
    kind,
    name,
    unit,
    help,
    read: ({ labelled }) =>
      labelled.map(({ row, labels }) => {
        const value = read(row);
        return { value: value === undefined ? value : Number(value), labels };
      }),
  };
}

const inSeconds = (ms: number | undefined) => ms === undefined ? ms : ms / 1000;

/** What the table of members says: of the swarm, and of each. */
export const MEMBER_INSTRUMENTS: readonly Instrument<"members">[] = [
  {
    from: "members",
    kind: "gauge",
    name: "drover.members",
    unit: "{peer}",
    help: "Peers by state, this one included; of those away the newest 32",
    read: ({ all }) =>
      STATES.map((state) => ({
        value: all.filter((row) => row.state === state).length,
        labels: { state },
      })),
  },
  {
    from: "members",
    kind: "summary",
    name: "drover.peer.compute_time",
    unit: "s",
    help: "How long a peer's gradients take",
    read: ({ labelled }) =>
      labelled.flatMap(({ row: { compute }, labels }) =>
        compute === undefined ? [] : [{
          labels,
          values: [
            [0.1, compute.p10 / 1000],
            [0.5, compute.p50 / 1000],
            [0.9, compute.p90 / 1000],
            [0.99, compute.p99 / 1000],
          ],
          count: compute.count,
        }]
      ),
  },
  each(
    "gauge",
    "drover.peer.lag",
    "s",
    "How long messages are under way from a peer, one way",
    (row) => inSeconds(row.lagMs),
  ),
  each(
    "gauge",
    "drover.peer.acknowledgement_time",
    "s",
    "From publishing to hearing that a peer has folded it, the median",
    (row) => inSeconds(row.acknowledgeMs),
  ),
  each(
    "gauge",
    "drover.peer.silence",
    "s",
    "Time since a peer was last heard",
    (row) => inSeconds(row.silentMs),
  ),
  each(
    "gauge",
    "drover.peer.round",
    "{round}",
    "Round of a peer's newest update",
    (row) => row.round,
  ),
  each(
    "counter",
    "drover.peer.published",
    "{update}",
    "Updates that a peer has published, as far as heard",
    (row) => row.published,
  ),
  each(
    "counter",
    "drover.peer.folded",
    "{update}",
    "Of a peer's updates, those in the model here",
    (row) => row.folded,
  ),
  each(
    "gauge",
    "drover.peer.behind",
    "{update}",
    "Own updates that a peer has not folded, as far as heard",
    (row) => row.behind,
  ),
  each(
    "gauge",
    "drover.peer.missing",
    "{step}",
    "Known distance to a peer's updates that are not in the model here",
    (row) => row.missing,
  ),
  each(
    "gauge",
    "drover.peer.slowness",
    "1",
    "How many times as long a peer's gradients take as the median member's",
    (row) => row.slowness,
  ),
  each(
    "gauge",
    "drover.peer.held_back",
    "{step}",
    "Norm of what a peer's error feedback holds back",
    (row) => row.heldBack,
  ),
  each(
    "gauge",
    "drover.peer.loss",
    "",
    "Loss of a peer's newest update",
    (row) => row.loss,
  ),
  each(
    "gauge",
    "drover.peer.update_size",
    "By",
    "Bytes of a peer's newest update",
    (row) => row.updateBytes,
  ),
  each(
    "gauge",
    "drover.peer.connected",
    "",
    "1 while there is a connection with a peer, 0 else",
    (row) => row.connected,
  ),
  each(
    "gauge",
    "drover.peer.late",
    "",
    "1 while a peer's gradient takes far longer than is usual, 0 else",
    (row) => row.isLate,
  ),
  each(
    "gauge",
    "drover.peer.lagging",
    "",
    "1 while a peer reads too slowly to be waited for, 0 else",
    (row) => row.isLagging,
  ),
];
