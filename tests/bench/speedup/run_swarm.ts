import {
  type Line,
  LOOPBACK,
  PeerProcess,
  ROOT,
  swarmName,
} from "../../swarm/processes.ts";
import type { Point } from "./curve.ts";
import { tell } from "./setting.ts";

/** Who trains, and how. */
export interface Swarm {
  peers: number;
  rate: number;
  seed: number;
  /** How many times slower the last one is. */
  slow: number;
  /** Options that say whom a step waits for; none for what a newcomer gets. */
  quorum: readonly string[];
  /** Ms that a gradient takes. */
  pace: number;
}

/** The end of an epoch, as evaluated; undefined where training is over. */
async function ended(
  peer: PeerProcess,
  epoch: number,
): Promise<Omit<Point, "seconds"> & { time: number } | undefined> {
  const of = (line: Line) => {
    const told = line.validation as { epoch: number } | undefined;
    return (told?.epoch ?? line.epoch) === epoch;
  };
  // Of the last epoch everyone has its own evaluation, in the summary.
  const came = (type: string) => peer.line(type, of).catch(() => undefined);
  const [end, told] = await Promise.race([
    Promise.all([came("epoch"), came("validation")]),
    peer.line("summary").then(() => [undefined, undefined]),
  ]);
  if (end === undefined || told === undefined) return undefined;
  const { metrics } = told.validation as { metrics: { accuracy: number } };
  return { time: end.time!, epochs: epoch, accuracy: metrics.accuracy };
}

/**
 * Trains until an accuracy is reached, or all epochs are over. Times are of the
 * ends of epochs, since an evaluation is of the model as it was then.
 */
export async function runSwarm(swarm: Swarm, goal: number): Promise<Point[]> {
  const { peers, rate, seed, slow, quorum, pace } = swarm;
  tell({ rate, seed });
  const common = [
    `${ROOT}tests/bench/speedup/task.ts`,
    ...LOOPBACK,
    ...["--swarm", swarmName(), "--wait-for", `${peers}`],
    ...["--pace", `${pace}`],
    ...quorum,
  ];
  const all = Array.from({ length: peers }, (_, i) => {
    const isSlow = peers > 1 && i === peers - 1;
    return new PeerProcess([...common, "--slow", `${isSlow ? slow : 1}`]);
  });
  try {
    const [first] = all as [PeerProcess];
    const { time: began } = await first.line("started");
    const points: Point[] = [];
    while ((points.at(-1)?.accuracy ?? 0) < goal) {
      const point = await ended(first, points.length + 1);
      if (point === undefined) break;
      const { time, ...rest } = point;
      points.push({ ...rest, seconds: time - began! });
    }
    return points;
  } finally {
    for (const peer of all) peer.kill("SIGKILL");
    await Promise.all(all.map((peer) => peer.ended));
  }
}
