import type { StopRule } from "./config.ts";
import type { Validation } from "./events.ts";

/**
 * How far the swarm is, as a function of the clock alone (units folded over N),
 * and whether that is far enough.
 */
export class Progress {
  /** Units folded, of all peers. */
  units = 0;
  /** Updates folded, of all peers. */
  updates = 0;
  /** Decayed mean of the losses in folded headers; NaN before the first. */
  loss = NaN;
  /** The best validation loss so far, and its epoch. */
  best: Validation | undefined;
  #epoch = 0;
  #epochLoss = 0;
  #epochUnits = 0;
  readonly #seen = new Set<number>();

  /** Counts one folded update. */
  fold(units: number, loss: number): void {
    this.units += units;
    this.updates++;
    if (units === 0 || !Number.isFinite(loss)) return;
    this.loss = Number.isNaN(this.loss)
      ? loss
      : this.loss + (loss - this.loss) / Math.min(this.updates, 64);
    this.#epochLoss += units * loss;
    this.#epochUnits += units;
  }

  /** Counts epochs from here, as a joiner does. */
  startAt(progress: number): void {
    this.#epoch = Math.floor(progress);
  }

  /** Whether an epoch has been completed since {@linkcode Progress.endEpochs}. */
  hasEnded(progress: number): boolean {
    return progress >= this.#epoch + 1;
  }

  /** The epochs completed since this was last asked, with their mean loss. */
  *endEpochs(progress: number): Iterable<{ epoch: number; loss: number }> {
    while (progress >= this.#epoch + 1) {
      const loss = this.#epochLoss / this.#epochUnits;
      this.#epochLoss = 0;
      this.#epochUnits = 0;
      yield { epoch: ++this.#epoch, loss };
    }
  }

  /** Takes in an evaluation, anyone's; whether it is the first of its epoch. */
  validate(validation: Validation): boolean {
    if (this.#seen.has(validation.epoch)) return false;
    this.#seen.add(validation.epoch);
    if (this.best === undefined || validation.loss < this.best.loss) {
      this.best = validation;
    }
    return true;
  }
}

/** Why training ends with this validation, or undefined where it goes on. */
export function reasonToStop(
  rule: StopRule | undefined,
  validation: Validation,
  best: Validation | undefined,
): string | undefined {
  const { target, patience } = rule ?? {};
  if (target !== undefined) {
    const value = target.metric === "loss"
      ? validation.loss
      : validation.metrics[target.metric];
    const { atLeast = -Infinity, atMost = Infinity } = target;
    if (value !== undefined && value >= atLeast && value <= atMost) {
      return `target reached: ${target.metric} ${
        value.toPrecision(4)
      } at epoch ${validation.epoch}`;
    }
  }
  if (
    patience !== undefined && best !== undefined &&
    validation.epoch - best.epoch >= patience
  ) {
    return `no better validation loss for ${patience} epochs (best ${
      best.loss.toPrecision(4)
    } at epoch ${best.epoch})`;
  }
  return undefined;
}
