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

/** Puts a peer's words together: when an epoch ended, and how good the model was then. */
class Listener {
  readonly points: Point[] = [];
  #began = NaN;
  readonly #ends = new Map<number, number>();
  readonly #accuracies = new Map<number, number>();

  hear({ type, time, epoch, validation }: Line): void {
    if (type === "started") this.#began = time!;
    else if (type === "epoch") this.#ends.set(epoch as number, time!);
    else if (type === "validation") {
      const { epoch, metrics } = validation as {
        epoch: number;
        metrics: { accuracy: number };
      };
      this.#accuracies.set(epoch, metrics.accuracy);
    } else return;
    // An evaluation of others may come before one knows of the end, and late.
    for (;;) {
      const epochs = this.points.length + 1;
      const end = this.#ends.get(epochs);
      const accuracy = this.#accuracies.get(epochs);
      if (end === undefined || accuracy === undefined) return;
      this.points.push({ epochs, seconds: end - this.#began, accuracy });
    }
  }
}

/**
 * Trains until an accuracy is reached, or all epochs are over. Times are of the
 * ends of epochs, since an evaluation is of the model as it was then.
 *
 * @throws {Error} If a peer ends before it has come anywhere
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
  const listener = new Listener();
  const isThere = Promise.withResolvers<void>();
  const hear = (line: Line) => {
    listener.hear(line);
    if ((listener.points.at(-1)?.accuracy ?? 0) >= goal) isThere.resolve();
  };
  const all = Array.from({ length: peers }, (_, i) => {
    const isSlow = peers > 1 && i === peers - 1;
    const args = [...common, "--slow", `${isSlow ? slow : 1}`];
    return new PeerProcess(args, undefined, i === 0 ? hear : undefined);
  });
  try {
    const [first] = all as [PeerProcess];
    await Promise.race([isThere.promise, first.ended]);
    if (listener.points.length === 0) {
      throw new Error(`A peer ended before its first epoch: ${first.stderr}`);
    }
    return listener.points;
  } finally {
    for (const peer of all) peer.kill("SIGKILL");
    await Promise.all(all.map((peer) => peer.ended));
  }
}
