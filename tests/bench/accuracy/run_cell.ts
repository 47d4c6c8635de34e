import { fromFileUrl } from "@std/path";
import {
  type Line,
  LOOPBACK,
  PeerProcess,
  swarmName,
} from "../../swarm/processes.ts";
import { type Cell, PACES, USUAL } from "./cell.ts";
import { toEnvironment } from "./environment.ts";

/** Peers of a run. */
export const PEERS = 4;

/** How long a run may take, ms. */
const PATIENCE = 600_000;

/** One evaluation on the test data. */
export interface Point {
  epoch: number;
  loss: number;
  accuracy: number;
}

/** What came of a run. */
export interface Outcome {
  /** The newest state of the code that ran. */
  commit: string;
  /** The final model of each peer that had one, first of all. */
  loss: number;
  accuracy: number;
  /** By epoch, the last one included. */
  points: Point[];
  /** Updates that all peers published. */
  updates: number;
  /** Bytes of an update, header and payload: the median, as the last ones of an epoch may be empty. */
  updateBytes: number;
  /** Bytes that all peers sent over their connections. */
  bytesSent: number;
  /** From the first update to the end, mean of the peers. */
  seconds: number;
  /** CPU time of all processes. */
  cpuSeconds: number;
  /** Different hashes of the final replicas: 1, or something is wrong. */
  hashes: number;
  /** Why training ended, or what went wrong. */
  reason: string;
}

/** Trains once, with four processes on the loopback interface. */
export async function runCell(
  cell: Cell,
  { data, commit }: { data: string; commit: string },
): Promise<Outcome> {
  const { task, pace, spec, factor, epochs, seed, localSteps } = cell;
  const rate = factor * USUAL[task].rate;
  const codec = cell.feedback || cell.codec === "float32"
    ? spec
    : { ...spec, errorFeedback: false } as typeof spec;
  const said = toEnvironment({ data, seed, epochs, rate, codec, localSteps });
  for (const [name, value] of Object.entries(said)) Deno.env.set(name, value);
  const swarm = swarmName();
  const { variant, k } = PACES[pace];
  const file = fromFileUrl(new URL(`./${task}.ts`, import.meta.url));
  const peers = Array.from({ length: PEERS }, (_, i) =>
    new PeerProcess([
      ...[file, ...LOOPBACK, "--swarm", swarm, "--name", `peer-${i}`],
      ...["--wait-for", `${PEERS}`, "--variant", variant, "--k", k],
    ]));
  const timer = setTimeout(() => {
    for (const peer of peers) peer.kill("SIGKILL");
  }, PATIENCE);
  try {
    await Promise.all(peers.map(({ ended }) => ended));
  } finally {
    clearTimeout(timer);
    for (const peer of peers) peer.kill("SIGKILL");
  }
  return { commit, ...outcomeOf(peers) };
}

function outcomeOf(peers: PeerProcess[]): Omit<Outcome, "commit"> {
  const ends = peers.flatMap(({ lines }) => {
    const last = lines.at(-1);
    return last?.type === "summary" ? [last] : [];
  });
  const figures = (name: string) => ends.map((end) => Number(end[name]));
  const published = peers.flatMap(({ lines }) =>
    lines.filter(({ type }) => type === "published")
  );
  const final = ends.map(({ final }) => final).find((one) => one != null);
  const last = final === undefined ? undefined : pointOf(final);
  const silent = peers.filter(({ lines }) => lines.at(-1)?.type !== "summary");
  return {
    loss: last?.loss ?? NaN,
    accuracy: last?.accuracy ?? NaN,
    points: [...pointsOf(peers), ...last === undefined ? [] : [last]],
    updates: published.length,
    updateBytes: median(published.map(({ bytes }) => Number(bytes))),
    bytesSent: sum(figures("bytesSent")),
    seconds: mean(figures("seconds")),
    cpuSeconds: sum(figures("cpuMs")) / 1000,
    hashes: new Set(ends.map(({ hash }) => hash)).size,
    reason: silent.length === 0
      ? `${ends[0]!.reason}`
      : `no end: ${silent.map(lastWords).join("; ")}`,
  };
}

/** Evaluations after all epochs but the last, in their order. */
function pointsOf(peers: PeerProcess[]): Point[] {
  const points = new Map<number, Point>();
  for (const { lines } of peers) {
    for (const { type, validation } of lines) {
      if (type !== "validation") continue;
      const point = pointOf(validation);
      points.set(point.epoch, point);
    }
  }
  return [...points.values()].sort((a, b) => a.epoch - b.epoch);
}

function pointOf(validation: unknown): Point {
  const { epoch, loss, metrics } = validation as {
    epoch: number;
    loss: number;
    metrics: { accuracy: number };
  };
  return { epoch, loss, accuracy: metrics.accuracy };
}

function lastWords({ lines, stderr }: PeerProcess): string {
  const last: Line | undefined = lines.at(-1);
  return `${JSON.stringify(last)} ${stderr.trim().split("\n").at(-1)}`;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: number[]): number {
  return sum(values) / values.length;
}
