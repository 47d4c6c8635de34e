import type { Fault } from "../fault.ts";

/** A time in which some peers could not hear others. */
interface Separation {
  readonly from: number;
  readonly to: number;
  /** The peers of one side; all others are on the other. */
  readonly group: ReadonlySet<number>;
}

/** When which peers were kept apart, as the faults have it. */
export class Separations {
  readonly #all: Separation[] = [];
  /** Who changes sides, and when. */
  readonly #moves: { peer: number; at: number }[] = [];

  /** A fault takes effect. */
  befell(fault: Fault, now: number): void {
    if (fault.kind === "freeze") {
      const group = new Set([fault.peer]);
      this.#all.push({ from: now, to: now + fault.lasts, group });
    } else if (fault.kind === "partition") {
      const group = new Set(fault.group);
      this.#all.push({ from: now, to: now + fault.lasts, group });
    } else if (fault.kind === "crash" && fault.restartAfter !== undefined) {
      const at = now + fault.restartAfter;
      if (fault.moves) this.#moves.push({ peer: fault.peer, at });
    }
  }

  /** Whether two peers were apart at any moment from one time to another, ends included. */
  divided(a: number, b: number, since: number, until: number): boolean {
    return this.#all.some(({ from, to, group }) => {
      const begin = Math.max(from, since), end = Math.min(to, until);
      if (begin > end) return false;
      // Sides change at these times only.
      const times = this.#moves.map(({ at }) => at);
      return [begin, ...times.filter((at) => at > begin && at <= end)].some(
        (at) =>
          this.#isInGroup(a, group, from, at) !==
            this.#isInGroup(b, group, from, at),
      );
    });
  }

  /** Which side a peer is on: it has changed with each move since the cut began. */
  #isInGroup(
    peer: number,
    group: ReadonlySet<number>,
    from: number,
    now: number,
  ): boolean {
    const moves = this.#moves.filter((move) =>
      move.peer === peer && move.at > from && move.at <= now
    );
    return group.has(peer) !== (moves.length % 2 === 1);
  }
}
