import {
  DecayedStatistic,
  FIRST_BEAT,
  Lateness,
  Silence,
} from "../synchronicity/mod.ts";
import type { PeerEvent } from "./events.ts";
import type { Member, Members } from "./members.ts";

/** The longest that connections may take to be made anew after the own sleep, ms. */
const RECONNECTION = 16 * FIRST_BEAT;

/**
 * Listens for the members' silence, and suspects whoever is silent beyond what it
 * promised and what its history explains.
 */
export class Vigil {
  readonly #members: Members;
  readonly #emit: (event: PeerEvent) => void;
  readonly #lateness = new Lateness();
  readonly #usual = new DecayedStatistic(64);
  #beat = FIRST_BEAT;
  #lookAt = Infinity;

  /** Nobody has been heard. */
  constructor(members: Members, emit: (event: PeerEvent) => void) {
    this.#members = members;
    this.#emit = emit;
  }

  /**
   * The silence of a member that is heard for the first time.
   *
   * @param beat within which it promises word, ms; without one it is taken to be
   * like whoever promised last
   */
  begin(now: number, beat = this.#beat): Silence {
    const silence = new Silence(now, beat, this.#lateness);
    this.#lookAt = Math.min(this.#lookAt, silence.deadline);
    return silence;
  }

  /** How much later than promised word comes on average, of late, ms. */
  get usualLateness(): number {
    return this.#usual.mean;
  }

  /** How long one may be silent of whom nothing else is known, ms. */
  get patience(): number {
    return new Silence(0, this.#beat, this.#lateness).patience;
  }

  /** A member has spoken; whoever was suspected is so no longer. */
  hear({ silence, suspected }: Member, now: number, beat?: number): void {
    if (suspected) silence.restart(now, beat);
    else this.#usual.add(silence.hear(now, beat));
    if (beat !== undefined) this.#beat = beat;
    this.#lookAt = Math.min(this.#lookAt, silence.deadline);
  }

  /** The connection with a member broke: it is doubted sooner. */
  disconnect({ silence }: Member, now: number): void {
    silence.disconnect(now);
    this.#lookAt = Math.min(this.#lookAt, silence.deadline);
  }

  /**
   * This machine slept, or stood still: what it has not heard is nobody's fault,
   * and tells nothing of how late the others' words come.
   *
   * @param ms how long
   */
  forgive(now: number, ms: number): void {
    this.#lookAt = Infinity;
    for (const { left, suspected, silence } of this.#members.all()) {
      if (left || suspected) continue;
      silence.forgive(now, Math.min(ms, RECONNECTION));
      this.#lookAt = Math.min(this.#lookAt, silence.deadline);
    }
  }

  /** Suspects whoever is silent beyond explanation; whether anyone was. */
  suspect(now: number): boolean {
    if (now < this.#lookAt) return false;
    let changed = false;
    this.#lookAt = Infinity;
    for (const member of this.#members.all()) {
      const { left, suspected, silence, publicKey } = member;
      if (left || suspected) continue;
      if (!silence.isSuspect(now)) {
        this.#lookAt = Math.min(this.#lookAt, silence.deadline);
        continue;
      }
      this.#members.mark(member, { suspected: true, joining: true });
      changed = true;
      this.#emit({
        type: "member-suspected",
        peer: publicKey,
        silentMs: silence.silentFor(now),
        patienceMs: silence.patience,
        reason: silence.explain(now),
        members: this.#members.liveCount + 1,
      });
    }
    return changed;
  }

  /**
   * When silences have to be looked at next. Whoever speaks mostly puts his own
   * deadline off, so the earliest of all need not be found anew each time.
   */
  get deadline(): number {
    return this.#lookAt;
  }
}
