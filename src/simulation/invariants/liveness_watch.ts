import { FIRST_BEAT } from "../../synchronicity/mod.ts";
import { findEstranged } from "./find_estranged.ts";
import type { Separations } from "./separations.ts";
import type { Report, WatchedPeer } from "./watched_peer.ts";

/** What a peer may take for granted that has measured nothing, ms: at the end, so long are joiners waited for. */
const BASE = 16 * FIRST_BEAT;

/** So many patiences make a suspicion, with its doubt and what it takes to be noticed. */
const PATIENCES = 1.5;

/** Peers that can hear each other, and since when there are these and no others. */
interface Component {
  readonly since: number;
  readonly members: ReadonlySet<WatchedPeer>;
}

/**
 * Watches that nobody is held up for longer than patience promises: after whatever
 * befell them, of those peers that can hear each other one moves (its clock, or its
 * phase) within a few times as long as one of them would wait for a silent peer.
 */
export class LivenessWatch {
  readonly #report: Report;
  readonly #separations: Separations;
  readonly #explained: number;
  readonly #movedAt = new Map<WatchedPeer, number>();
  #components: Component[] = [];

  /**
   * @param separations when who was kept apart from whom
   * @param explained the longest delay of links and requests, ms
   */
  constructor(report: Report, separations: Separations, explained: number) {
    this.#report = report;
    this.#separations = separations;
    this.#explained = explained;
  }

  /** A peer has handled something, and its clock or its phase moved. */
  moved(watched: WatchedPeer, now: number): void {
    this.#movedAt.set(watched, now);
  }

  /**
   * Looks whether anybody stands still.
   *
   * @param computes whether a peer has a gradient in progress
   * @param waits whether a peer waits for people to start others
   */
  check(
    present: readonly WatchedPeer[],
    now: number,
    { computes, waits }: {
      computes: (watched: WatchedPeer) => boolean;
      waits: (watched: WatchedPeer) => boolean;
    },
  ): void {
    const before = this.#components;
    this.#components = this.#divide(present, now).map((members) =>
      before.find((known) => areEqual(known.members, members)) ??
        { since: now, members }
    );
    for (const { since, members } of this.#components) {
      let movedAt = since, patience = 0, waiting = 0, isComputing = false;
      for (const watched of members) {
        movedAt = Math.max(movedAt, this.#movedAt.get(watched) ?? since);
        isComputing ||= computes(watched);
        if (waits(watched)) waiting++;
        for (const { left, silence } of watched.peer.swarm.members.all()) {
          if (!left) patience = Math.max(patience, silence.patience);
        }
      }
      if (isComputing || waiting === members.size) continue;
      const limit = BASE + PATIENCES * (patience + this.#explained);
      const idle = now - movedAt;
      if (idle <= limit) continue;
      const [first] = members;
      this.#report(
        findEstranged([...members]) === undefined ? "liveness" : "merge",
        `None of ${members.size} peers that can hear each other has moved for ${
          Math.round(idle)
        } ms, while the longest patience is ${Math.round(patience)} ms: ${
          [...members].map(describe).join("; ")
        }`,
        first,
      );
    }
  }

  /** Those that run, by whom they can hear. */
  #divide(
    present: readonly WatchedPeer[],
    now: number,
  ): Set<WatchedPeer>[] {
    const components: Set<WatchedPeer>[] = [];
    for (const watched of present) {
      const { isRunning, isStarted, machine } = watched;
      if (!isRunning || !isStarted || machine.suspended) continue;
      const own = components.find((component) => {
        const [other] = component;
        return !this.#separations.divided(
          watched.index,
          other!.index,
          now,
          now,
        );
      });
      if (own === undefined) components.push(new Set([watched]));
      else own.add(watched);
    }
    return components;
  }
}

function areEqual<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

function describe({ index, peer }: WatchedPeer): string {
  const { phase, waitingFor } = peer.figures();
  return `peer ${index} is ${phase}, waiting for "${waitingFor}"`;
}
