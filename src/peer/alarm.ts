import type { PeerParts } from "./parts.ts";

/** When a peer has to be woken, if nothing happens until then. */
export class Alarm {
  readonly #parts: PeerParts;
  #setFor = Infinity;
  #due = Infinity;

  /** Is not set yet. */
  constructor(parts: PeerParts) {
    this.#parts = parts;
  }

  /**
   * Notices, before anything else is made of the time, that this machine slept or
   * that its event loop stood still: the alarm is overdue by more than others
   * would be forgiven. For so long it was deaf, and nobody else silent.
   */
  notice(now: number): void {
    const { swarm, backPressure, recovery, emit } = this.#parts;
    const asleepMs = now - this.#due;
    if (asleepMs <= swarm.vigil.patience) return;
    this.rang();
    swarm.slept(now, asleepMs);
    backPressure.slept(now);
    recovery.pulls.slept(now);
    emit({ type: "resumed", asleepMs });
  }

  /** The wake-up asked for has come. */
  rang(): void {
    this.#setFor = Infinity;
    this.#due = Infinity;
  }

  /**
   * Asks to be woken when the earliest of all deadlines comes.
   *
   * @param phase.isTraining whether gradients are computed, and waited for
   * @param phase.wordDue when this peer has to speak
   */
  set(
    { isJoining, isTraining, wordDue }: {
      isJoining: boolean;
      isTraining: boolean;
      wordDue: number;
    },
    now: number,
  ): void {
    const { swarm, recovery, forks } = this.#parts;
    const at = Math.min(
      wordDue,
      swarm.vigil.deadline,
      recovery.deadline(isJoining),
      forks.deadline,
      isTraining ? this.#trainingDeadline : Infinity,
    );
    if (at >= this.#setFor) return;
    this.#setFor = at;
    this.#due = Math.max(at, now);
    this.#parts.act({ kind: "wake", at });
  }

  get #trainingDeadline(): number {
    const { backPressure, turns, pacer, overtaken, elastic } = this.#parts;
    return turns.computing === undefined
      ? Math.min(
        backPressure.deadline,
        pacer.deadline,
        elastic.hold.deadline,
      )
      : Math.min(backPressure.deadline, overtaken.deadline);
  }
}
