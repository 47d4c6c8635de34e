import type { NodeFigures } from "../figures.ts";
import type { Instrument, NumberInstrument } from "./instrument.ts";
import { stalenessDistribution } from "./staleness_distribution.ts";

type Read = NumberInstrument<"figures">["read"];

function gauge(name: string, unit: string, help: string, read: Read) {
  return { from: "figures", kind: "gauge", name, unit, help, read } as const;
}

function counter(name: string, unit: string, help: string, read: Read) {
  return { from: "figures", kind: "counter", name, unit, help, read } as const;
}

const PHASES: readonly NodeFigures["phase"][] = [
  "waiting",
  "joining",
  "training",
  "finishing",
  "finished",
];

const inSeconds = (ms: number) => ms / 1000;
const oneIf = (condition: boolean) => condition ? 1 : 0;

/** What a peer's figures of the moment say. */
export const FIGURE_INSTRUMENTS: readonly Instrument<"figures">[] = [
  gauge(
    "drover.training.progress",
    "{epoch}",
    "Passes over the data, all peers together",
    (f) => f.progress,
  ),
  gauge(
    "drover.training.epochs",
    "{epoch}",
    "Passes over the data at which training ends",
    (f) => f.epochs,
  ),
  counter(
    "drover.training.time",
    "s",
    "Time since training began",
    (f) => f.seconds,
  ),
  gauge(
    "drover.training.loss",
    "",
    "Decayed mean of the losses of everyone's updates",
    (f) => f.loss,
  ),
  gauge(
    "drover.training.round",
    "{round}",
    "Round that the peer is in",
    (f) => f.round,
  ),
  gauge(
    "drover.training.phase",
    "",
    "1 for what the peer is up to, 0 for what it is not",
    (f) =>
      PHASES.map((phase) => ({
        value: oneIf(f.phase === phase),
        labels: { phase },
      })),
  ),
  gauge(
    "drover.quorum",
    "{peer}",
    "Updates that a step waits for, K",
    (f) => f.k,
  ),
  gauge(
    "drover.quorum.overshoot",
    "{update}",
    "Updates that a round brings over K",
    (f) => f.overshoot,
  ),
  gauge(
    "drover.members.counted",
    "{peer}",
    "Live peers, this one included",
    (f) => f.members,
  ),
  gauge(
    "drover.local_steps",
    "{step}",
    "Gradients in one own update, at most",
    (f) => f.localSteps,
  ),
  counter(
    "drover.updates.folded",
    "{update}",
    "Updates in the model here, everyone's",
    (f) => f.updates,
  ),
  counter(
    "drover.updates.published",
    "{update}",
    "Updates that this peer has published",
    (f) => f.published,
  ),
  gauge(
    "drover.updates.rate",
    "{update}/s",
    "Updates taken into the model, everyone's, of late",
    (f) => f.updatesPerSecond,
  ),
  counter(
    "drover.gradients.cancelled",
    "{gradient}",
    "Gradients thrown away because a quorum came first",
    (f) => f.cancelled,
  ),
  counter(
    "drover.gradients.cpu_time",
    "s",
    "CPU time in gradients, by what became of them",
    (f) => [
      { value: inSeconds(f.gradientMs), labels: { outcome: "published" } },
      { value: inSeconds(f.wastedMs), labels: { outcome: "wasted" } },
    ],
  ),
  counter(
    "drover.gradients.time",
    "s",
    "Time that passed in gradients that were published",
    (f) => inSeconds(f.computingMs),
  ),
  counter(
    "drover.cpu.time",
    "s",
    "CPU time of the whole process",
    (f) => inSeconds(f.cpuMs),
  ),
  counter("drover.network.io", "By", "Bytes over the network", (f) => [
    { value: f.bytesSent, labels: { direction: "transmit" } },
    { value: f.bytesReceived, labels: { direction: "receive" } },
  ]),
  gauge(
    "drover.network.waiting",
    "By",
    "Bytes that wait for the peer for which most waits",
    (f) => f.waitingBytes,
  ),
  gauge(
    "drover.network.most_waiting",
    "By",
    "The most that ever waited for one peer",
    (f) => f.mostWaitingBytes,
  ),
  counter(
    "drover.network.dropped",
    "{message}",
    "Messages not sent to a peer for which too much waited; it catches up",
    (f) => f.dropped,
  ),
  gauge(
    "drover.elastic.distance",
    "{step}",
    "How far the newest gradient's view may be from all that was published",
    (f) => f.elastic.distance,
  ),
  gauge(
    "drover.elastic.bound",
    "{step}",
    "The most that may be known to be missing when a gradient begins",
    (f) => f.elastic.bound,
  ),
  gauge(
    "drover.elastic.unknown",
    "{peer}",
    "Members that the distance cannot speak for",
    (f) => f.elastic.unknown,
  ),
  gauge(
    "drover.elastic.closed",
    "",
    "1 while gradients are held back, 0 else",
    (f) => oneIf(f.elastic.isClosed),
  ),
  counter(
    "drover.elastic.closings",
    "{closing}",
    "How often gradients were held back",
    (f) => f.elastic.closings,
  ),
  counter(
    "drover.elastic.audits",
    "{audit}",
    "Distances that were held against the truth",
    (f) => f.elastic.audits,
  ),
  counter(
    "drover.elastic.failures",
    "{audit}",
    "Distances that were found too small: 0, or something is wrong",
    (f) => f.elastic.failures,
  ),
  gauge(
    "drover.elastic.tightness",
    "1",
    "Decayed mean of true distance over the one told",
    (f) => f.elastic.tightness,
  ),
  gauge(
    "drover.ordering.memory",
    "By",
    "Bytes held for coordinated orders",
    (f) => f.orderingBytes,
  ),
  gauge(
    "drover.ordering.exact",
    "1",
    "Part of the own pairs whose signs all peers decide alike for certain",
    (f) => f.ordering.exact,
  ),
  gauge(
    "drover.ordering.agreement",
    "1",
    "Part of others' signs that this peer would have chosen as well",
    (f) => f.ordering.agreement,
  ),
  gauge(
    "drover.ordering.imbalance",
    "",
    "Norm of the running sum of signed differences, infinity norm",
    (f) => f.ordering.imbalance,
  ),
  {
    from: "figures",
    kind: "histogram",
    name: "drover.staleness",
    unit: "{update}",
    help: "Others' updates that came while an own gradient was computed",
    read: (f) => stalenessDistribution(f.staleness),
  },
  gauge(
    "drover.staleness.mean",
    "{update}",
    "Decayed mean of the staleness of own gradients",
    (f) => f.staleness.mean,
  ),
  gauge(
    "drover.staleness.steps",
    "{step}",
    "The same in steps of the model",
    (f) => f.staleness.steps,
  ),
  gauge(
    "drover.gradients.utilisation",
    "1",
    "Part of the time in which a gradient was running here",
    (f) => f.utilisation,
  ),
  gauge(
    "drover.disk.synced",
    "{update}",
    "Own updates that are on disk for good",
    (f) => f.disk?.synced,
  ),
  gauge(
    "drover.disk.durable",
    "",
    "1 while the state folder can be written, 0 else",
    (f) => f.disk && oneIf(f.disk.isDurable),
  ),
];
