import type { TaskInfo } from "../training/training_worker.ts";

/** Epochs after which a model should have learnt something. */
const EPOCHS = 2;

/** Updates, all peers' together, that it should have got by then. */
const UPDATES = 40;

/** The part of the loss of guessing by which it should have fallen. */
const NOTICEABLE = 0.01;

/**
 * Notices where training gets nowhere: after whole epochs the training loss is still
 * that of who knows the labels alone: how often each comes, or their mean.
 */
export class GuessWatch {
  readonly #info: Pick<TaskInfo, "guessing" | "units" | "optimizer" | "epochs">;
  #hasTold = false;

  /** @param info The task */
  constructor(
    info: Pick<TaskInfo, "guessing" | "units" | "optimizer" | "epochs">,
  ) {
    this.#info = info;
  }

  /**
   * Takes in the end of an epoch.
   *
   * @param epoch counted from 1
   * @param loss Mean training loss in it
   * @returns What to tell, the first time only; else undefined
   */
  note(epoch: number, loss: number): string | undefined {
    const { guessing, units, epochs, optimizer } = this.#info;
    if (this.#hasTold || guessing === undefined) return undefined;
    if (epoch < Math.min(EPOCHS, epochs)) return undefined;
    if (epoch * units < UPDATES) return undefined;
    // Not a number, or none at all, is another matter, and told elsewhere.
    if (!(loss > (1 - NOTICEABLE) * guessing)) return undefined;
    this.#hasTold = true;
    return `After ${
      epoch === 1 ? "an epoch" : `${epoch} epochs`
    } the training loss is ${
      loss.toPrecision(3)
    }, no better than guessing without a look at the inputs (${
      guessing.toPrecision(3)
    }): standardize the inputs, data: () => standardize(...), or take another learning rate (it is ${optimizer.learningRate})`;
  }
}
