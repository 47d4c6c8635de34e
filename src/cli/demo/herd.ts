import { CommandError } from "../errors.ts";
import { childArgs, type DemoPlan, peerName } from "./child_args.ts";
import { ChildPeer, type Ending } from "./child_peer.ts";
import type { TrainLine } from "./line.ts";
import { newPeer, type PeerView, withExit, withLine } from "./swarm_view.ts";

/** Seconds that a process has to end politely before it is ended for it. */
const PATIENCE_MS = 5000;

/** The processes of a demo: when one of them fails, all are stopped. */
export class Herd {
  /** What is known of each process. */
  readonly views: PeerView[] = [];
  /** Settles when all have ended; rejects with the first that failed. */
  readonly ended: Promise<void>;
  readonly #children: ChildPeer[];
  #failure: CommandError | undefined;
  #isStopped = false;

  /**
   * Starts the processes.
   *
   * @param onLine Called with each line that one of them says
   */
  constructor(plan: DemoPlan, onLine: (peer: string, line: TrainLine) => void) {
    const indices = Array.from({ length: plan.peers }, (_, index) => index);
    this.views = indices.map((index) => newPeer(peerName(index)));
    this.#children = indices.map((index) =>
      new ChildPeer(peerName(index), childArgs(plan, index), (line) => {
        this.views[index] = withLine(this.views[index]!, line);
        onLine(peerName(index), line);
      })
    );
    this.ended = this.#wait();
  }

  /** Asks all to end; those that do not are ended. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const child of this.#children) child.kill("SIGTERM");
    const timer = setTimeout(() => this.kill(), PATIENCE_MS);
    this.ended.finally(() => clearTimeout(timer)).catch(() => {});
  }

  /** Ends all at once. */
  kill(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }

  async #wait(): Promise<void> {
    await Promise.all(this.#children.map(async (child, index) => {
      const ending = await child.ended;
      const view = withExit(this.views[index]!, ending.code);
      this.views[index] = view;
      if (this.#isStopped || ending.code === 0 && view.summary) return;
      this.#failure = new CommandError(describeFailure(view, ending));
      this.stop();
    }));
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Why a process ended before its time. */
export function describeFailure(
  { name, error, summary }: PeerView,
  { code, signal, stderr }: Ending,
): string {
  const how = signal === null
    ? `ended with exit code ${code}`
    : `was ended by ${signal}`;
  const why = error ?? summary?.reason ??
    (stderr.length > 0
      ? `its last words were:\n${stderr.map((line) => `  ${line}`).join("\n")}`
      : "it said nothing about why");
  return `${name} ${how}, so the others were stopped: ${why}`;
}
