import type { PeerLine } from "./process.ts";
import type { RealPeer } from "./real_peer.ts";

/** How long nothing may move before a run is given up, ms. */
const PATIENCE_MS = 60_000;

/** Ends a run in which nothing happens any more: what waits for ever shall be seen to. */
export class Watch {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #updates = new Map<RealPeer, number>();
  #moved = performance.now();

  /**
   * @param peers who takes part
   * @param onStall called once, with what is wrong, in words
   */
  constructor(
    peers: () => readonly RealPeer[],
    onStall: (problem: string) => void,
  ) {
    this.#timer = setInterval(() => {
      if (performance.now() - this.#moved < PATIENCE_MS) return;
      this.close();
      const waiting = peers().filter(({ hasEnded }) => !hasEnded)
        .map(({ index, figures }) =>
          figures === undefined
            ? `peer ${index} starts`
            : `peer ${index} is ${figures.phase}, waiting for ${
              figures.waitingFor || "its gradient"
            }`
        );
      onStall(
        `nothing moved for ${PATIENCE_MS / 1000} s: ${waiting.join(", ")}`,
      );
    }, 1000);
  }

  /** Takes in what a process says. */
  hear(peer: RealPeer, line: PeerLine): void {
    if (line.type === "members") return;
    if (line.type === "progress") {
      if (this.#updates.get(peer) === line.updates) return;
      this.#updates.set(peer, line.updates);
    }
    this.#moved = performance.now();
  }

  /** Stops watching. */
  close(): void {
    clearInterval(this.#timer);
  }
}
