import type { Random } from "../random/mod.ts";
import type { Asked, Neighbour } from "./neighbour.ts";
import type { Pull } from "./pull.ts";
import type { Message } from "./types.ts";

/** A neighbour is too slow for a chunk if it would take so many times what the others need for all that is left. */
const TOO_SLOW = 2;

/** What asking needs. */
export interface AskingParts {
  /** Chooses among equals. */
  readonly random: Random;
  /** All neighbours by name. */
  readonly neighbours: ReadonlyMap<string, Neighbour>;
  /** All that is pulled, the oldest first. */
  readonly pulls: ReadonlyMap<string, Pull>;
  /** Sends a message. */
  send(to: Neighbour, message: Message): void;
}

/**
 * Whom to ask for which chunk: the rarest first (Cohen, "Incentives build robustness in BitTorrent", 2003), from all that
 * have it in turns, up to the window of each; never one that is under way already.
 */
export class Asking {
  readonly #parts: AskingParts;
  /** Neighbours of whom something is under way, and some of whom nothing is any more. */
  readonly #awaited = new Set<Neighbour>();

  constructor(parts: AskingParts) {
    this.#parts = parts;
  }

  /** Asks for as much as may be under way: of one neighbour, or of all. */
  ask(now: number, only?: Neighbour): void {
    const wanted = new Map<Neighbour, Map<string, number[]>>();
    for (const pull of this.#parts.pulls.values()) {
      if (pull.free.length === 0) continue;
      const { id } = pull.payload;
      let those = only === undefined
        ? [...pull.sources]
        : pull.sources.has(only)
        ? [only]
        : [];
      those = those.filter(({ room }) => room > 0);
      while (those.length > 0 && pull.free.length > 0) {
        those = those.filter((neighbour) => {
          const index = this.#choose(pull, neighbour, now);
          if (index === undefined) return false;
          if (neighbour.asked.size === 0) neighbour.heardAt = now;
          this.#awaited.add(neighbour);
          pull.ask({ pull, index, of: neighbour, at: now });
          if (!wanted.has(neighbour)) wanted.set(neighbour, new Map());
          const chunks = wanted.get(neighbour)!;
          if (!chunks.has(id)) chunks.set(id, []);
          chunks.get(id)!.push(index);
          return true;
        });
      }
    }
    for (const [neighbour, payloads] of wanted) {
      for (const [payload, chunks] of payloads) {
        this.#parts.send(neighbour, { kind: "want", payload, chunks });
      }
    }
  }

  /** When somebody will have been silent for too long, ms; Infinity while nothing is under way. */
  get due(): number {
    let due = Infinity;
    for (const neighbour of this.#awaited) {
      const own = neighbour.due;
      if (own === undefined) this.#awaited.delete(neighbour);
      else due = Math.min(due, own);
    }
    return due;
  }

  /** Gives up waiting for who was silent for too long, as far as others have the same; returns whether anybody was. */
  expire(now: number): boolean {
    let isAny = false;
    for (const neighbour of this.#awaited) {
      const { due } = neighbour;
      if (due === undefined) this.#awaited.delete(neighbour);
      if (due === undefined || now < due) continue;
      isAny = true;
      neighbour.pace.expired();
      neighbour.heardAt = now;
      neighbour.restsUntil = now + neighbour.pace.timeout;
      const given = [...neighbour.asked].filter(({ pull, index }) =>
        this.#othersHave(pull, index, neighbour, now)
      );
      this.release(given, true);
    }
    return isAny;
  }

  /** Frees chunks to be asked of others; tells those that were asked, where they are still to know. */
  release(those: readonly Asked[], tells: boolean): void {
    const cancelled = new Map<Neighbour, Map<string, number[]>>();
    for (const asked of those) {
      const { pull, index, of } = asked;
      pull.release(asked);
      if (!cancelled.has(of)) cancelled.set(of, new Map());
      const chunks = cancelled.get(of)!;
      const { id } = pull.payload;
      if (!chunks.has(id)) chunks.set(id, []);
      chunks.get(id)!.push(index);
    }
    if (!tells) return;
    for (const [neighbour, payloads] of cancelled) {
      for (const [payload, chunks] of payloads) {
        this.#parts.send(neighbour, { kind: "cancel", payload, chunks });
      }
    }
  }

  /** Whether there is nobody to ask for what a pull lacks, and nobody to wait for. */
  isStalled(pull: Pull): boolean {
    for (const { of } of pull.asked.values()) {
      if (!of.pace.isSilent) return false;
    }
    for (const neighbour of pull.sources) {
      const note = neighbour.notes.get(pull.payload.id);
      if (note === undefined || neighbour.isDistrusted) continue;
      if (neighbour.pace.isSilent) continue;
      if (pull.pick(note, this.#parts.random) !== undefined) return false;
    }
    return true;
  }

  #choose(pull: Pull, neighbour: Neighbour, now: number): number | undefined {
    const { room, notes } = neighbour;
    const note = notes.get(pull.payload.id);
    if (room <= 0 || note === undefined) return undefined;
    const index = pull.pick(note, this.#parts.random);
    if (index === undefined) return undefined;
    const isPoor = neighbour.rests(now)
      ? this.#othersHave(pull, index, neighbour, now)
      : this.#isTooSlow(pull, index, neighbour, now);
    return isPoor ? undefined : index;
  }

  #others(
    pull: Pull,
    index: number,
    neighbour: Neighbour,
    now: number,
  ): Neighbour[] {
    const { id } = pull.payload;
    return [...pull.sources].filter((other) =>
      other !== neighbour && !other.isDistrusted && !other.rests(now) &&
      other.has(id, index)
    );
  }

  #othersHave(
    pull: Pull,
    index: number,
    neighbour: Neighbour,
    now: number,
  ): boolean {
    return this.#others(pull, index, neighbour, now).length > 0;
  }

  /** Whether others, of whom something is under way, will have brought all that is left long before. */
  #isTooSlow(
    pull: Pull,
    index: number,
    neighbour: Neighbour,
    now: number,
  ): boolean {
    const { interval } = neighbour.pace;
    if (interval === undefined || interval === 0) return false;
    let rate = 0, ahead = 0;
    for (const other of this.#others(pull, index, neighbour, now)) {
      if (other.asked.size === 0 || other.pace.interval === undefined) continue;
      rate += 1 / Math.max(other.pace.interval, 1e-3);
      ahead += other.asked.size;
    }
    const own = (neighbour.asked.size + 1) * interval;
    return rate > 0 && own > TOO_SLOW * (ahead + pull.free.length) / rate;
  }
}
