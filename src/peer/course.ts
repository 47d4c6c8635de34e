import type { PeerConfig } from "./config.ts";
import type { PeerAction, PeerEvent, Validation } from "./events.ts";
import type { HerdingWatch } from "./herding_watch.ts";
import { type Progress, reasonToStop } from "./progress.ts";
import type { Roster } from "./roster.ts";

/** The rooms that the course works with. */
export interface CourseParts {
  config: PeerConfig;
  roster: Roster;
  progress: Progress;
  publicKey: string;
  herding: HerdingWatch;
  emit: (event: PeerEvent) => void;
}

/**
 * The course of training: passes over the data, evaluations in turn, and the
 * reason to stop.
 */
export class Course {
  /** Why training ends, once that is known. */
  stopReason: string | undefined;
  /** The newest evaluation made here. */
  validation: Validation | undefined;
  readonly #parts: CourseParts;
  #epochBegan = 0;

  /** Starts at the first epoch. */
  constructor(parts: CourseParts) {
    this.#parts = parts;
  }

  /** Training begins here and now, in the middle of an epoch for a joiner. */
  begin(progress: number, now: number): void {
    this.#parts.progress.startAt(progress);
    this.#epochBegan = now;
  }

  /** Notes completed passes; the evaluations that are this peer's turn to make. */
  *endEpochs(passes: number, now: number): Iterable<PeerAction> {
    const { config, progress, emit } = this.#parts;
    for (const { epoch, loss } of progress.endEpochs(passes)) {
      const seconds = (now - this.#epochBegan) / 1000;
      const herding = this.#parts.herding.finish();
      emit({ type: "epoch", epoch, loss, seconds, ...herding && { herding } });
      this.#epochBegan = now;
      if (!config.validates || !this.#isOwnTurn(epoch)) continue;
      const view = new Float32Array(config.replica.values.length);
      config.replica.view(view);
      yield { kind: "validate", epoch, view };
    }
  }

  /** Takes in an evaluation, anyone's, and whether it is reason to stop. */
  validated(peer: string, validation: Validation): void {
    const { config, progress, emit, publicKey } = this.#parts;
    if (peer === publicKey) this.validation = validation;
    if (!progress.validate(validation)) return;
    emit({ type: "validation", peer, validation });
    this.stopReason ??= reasonToStop(config.stop, validation, progress.best);
  }

  /** Peers take turns, so that none carries the evaluations alone. */
  #isOwnTurn(epoch: number): boolean {
    const { roster, publicKey } = this.#parts;
    const { keys } = roster;
    return keys[epoch % keys.length] === publicKey;
  }
}
