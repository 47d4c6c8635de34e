import {
  bytes,
  duration,
  metric,
  number,
  rate,
  shortHash,
} from "../../telemetry/words/format.ts";
import { inFull } from "../pace.ts";
import { where } from "../status_line.ts";
import { type Column, table } from "../terminal/mod.ts";
import { mainMetric } from "./demo_summary.ts";
import type { PeerView } from "./swarm_view.ts";

const right = (title: string): Column => ({ title, align: "right" });

/** The processes at this moment, a line each, and the swarm's totals. */
export function liveTable(peers: readonly PeerView[]): string[] {
  const rows = peers.map(({ name, state, figures }) => {
    if (figures === undefined) return [name, state];
    const { published, seconds, loss, waitingFor } = figures;
    const running = state === "running";
    const waits = running && figures.phase === "waiting" && waitingFor !== "";
    return [
      name,
      waits
        ? `waiting for ${inFull(waitingFor)}`
        : running
        ? where(figures)
        : state,
      number(loss),
      figures.phase === "waiting" ? "-" : String(figures.k),
      String(published),
      seconds > 0 ? rate(published / seconds) : "-",
      bytes(figures.bytesSent),
    ];
  });
  const all = peers.flatMap(({ figures }) => figures ?? []);
  const sum = (of: (figures: (typeof all)[number]) => number) =>
    all.reduce((total, figures) => total + of(figures), 0);
  const seconds = Math.max(0, ...all.map((figures) => figures.seconds));
  const updates = sum((figures) => figures.published);
  const columns = [
    { title: "peer" },
    { title: "phase" },
    right("loss"),
    right("K"),
    right("updates"),
    right("updates/s"),
    right("sent"),
  ];
  return table(columns, [...rows, [
    "swarm",
    validationIn(peers) ?? "",
    "",
    "",
    String(updates),
    seconds > 0 ? rate(updates / seconds) : "-",
    bytes(sum((figures) => figures.bytesSent)),
  ]]);
}

/** The newest evaluation that any process knows of, such as `accuracy 93.1 %`. */
function validationIn(peers: readonly PeerView[]): string | undefined {
  let newest: string | undefined;
  let epoch = -Infinity;
  for (const { figures } of peers) {
    const validation = figures?.validation;
    if (validation === undefined || validation.epoch <= epoch) continue;
    const main = mainMetric(validation);
    epoch = validation.epoch;
    newest = `${main.name} ${metric(main.name, main.value)}`;
  }
  return newest;
}

/** The processes at the end, a line each: what each did, and what it has. */
export function finalTable(peers: readonly PeerView[]): string[] {
  const name = peers.map(({ summary }) => mainMetric(summary?.final).name)[0]!;
  const rows = peers.map(({ name, state, summary }) => {
    if (summary === undefined) return [name, state];
    const { published, cpuMs, gradientMs, bytesSent, final } = summary;
    const main = mainMetric(final);
    return [
      name,
      String(published),
      duration(gradientMs / 1000),
      duration(cpuMs / 1000),
      bytes(bytesSent),
      final === undefined ? "-" : metric(main.name, main.value),
      shortHash(summary.parametersHash),
    ];
  });
  return table([
    { title: "peer" },
    right("updates"),
    right("gradients"),
    right("CPU"),
    right("sent"),
    right(name),
    { title: "parameters" },
  ], rows);
}
