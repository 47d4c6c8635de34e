import type { PeerParts } from "./parts.ts";

/** When a peer has to be woken, if nothing happens until then. */
export class Alarm {
  readonly #parts: PeerParts;
  #setFor = Infinity;

  /** Is not set yet. */
  constructor(parts: PeerParts) {
    this.#parts = parts;
  }

  /** The wake-up asked for has come. */
  rang(): void {
    this.#setFor = Infinity;
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
  ): void {
    const { swarm, recovery } = this.#parts;
    const at = Math.min(
      wordDue,
      swarm.vigil.deadline,
      recovery.deadline(isJoining),
      isTraining ? this.#trainingDeadline : Infinity,
    );
    if (at >= this.#setFor) return;
    this.#setFor = at;
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
