/** How far training has come, of the whole swarm: units folded over units in the data. */
export interface Progress {
  /** Passes over the data so far, with fractions. */
  epoch: number;
  /** Passes planned; Infinity where only a stop rule ends training. */
  epochs: number;
}

/** What every schedule may begin with. */
export interface Warmup {
  /** Epochs over which the factor rises linearly to 1. Default 0. */
  warmup?: number;
  /** Factor at the very start of the warm-up, in [0, 1]. Default 0. */
  start?: number;
}

/** The same learning rate throughout. */
export interface ConstantSchedule extends Warmup {
  /** Which schedule. */
  kind: "constant";
}

/** Half a cosine from 1 to the floor at the last epoch (Loshchilov and Hutter, "SGDR", 2017, without restarts). */
export interface CosineSchedule extends Warmup {
  /** Which schedule. */
  kind: "cosine";
  /** Factor at the end. Default 0. */
  floor?: number;
}

/** A straight line from 1 to the floor at the last epoch. */
export interface LinearSchedule extends Warmup {
  /** Which schedule. */
  kind: "linear";
  /** Factor at the end. Default 0. */
  floor?: number;
}

/** A factor at every so many epochs. */
export interface StepSchedule extends Warmup {
  /** Which schedule. */
  kind: "step";
  /** Epochs between two steps, counted from the beginning. */
  every: number;
  /** What the rate is multiplied by at each. */
  factor: number;
}

/** A factor for each epoch, applied continuously. */
export interface ExponentialSchedule extends Warmup {
  /** Which schedule. */
  kind: "exponential";
  /** What the rate is multiplied by over one epoch. */
  factor: number;
  /** The factor never falls below this. Default 0. */
  floor?: number;
}

/** A learning-rate schedule in plain JSON: the factor on the learning rate as a function of progress. */
export type Schedule =
  | ConstantSchedule
  | CosineSchedule
  | LinearSchedule
  | StepSchedule
  | ExponentialSchedule;

/**
 * The factor that a schedule puts on the learning rate.
 *
 * Progress is that of the whole swarm, so peers that joined late or ran slowly take the same rate as the others.
 * Cosine and line begin at the end of the warm-up; steps and exponential decay are counted from epoch 0.
 *
 * @example Usage
 * ```ts
 * import { scheduleFactor } from "./schedule.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = { kind: "linear", warmup: 1 } as const;
 * assertEquals(scheduleFactor(schedule, { epoch: 0.5, epochs: 5 }), 0.5);
 * assertEquals(scheduleFactor(schedule, { epoch: 3, epochs: 5 }), 0.5);
 * ```
 *
 * @param schedule A checked schedule
 * @param progress Where training is; beyond the last epoch the factor stays at its end
 * @returns A factor of 0 or more
 */
export function scheduleFactor(schedule: Schedule, progress: Progress): number {
  const { warmup = 0, start = 0 } = schedule;
  const { epoch, epochs } = progress;
  if (epoch < warmup) {
    const end = decayFactor(schedule, warmup, epochs, warmup);
    return end * (start + (1 - start) * epoch / warmup);
  }
  return decayFactor(schedule, epoch, epochs, warmup);
}

function decayFactor(
  schedule: Schedule,
  epoch: number,
  epochs: number,
  warmup: number,
): number {
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "step":
      return schedule.factor ** Math.floor(epoch / schedule.every);
    case "exponential":
      return Math.max(schedule.floor ?? 0, schedule.factor ** epoch);
    case "linear": {
      const floor = schedule.floor ?? 0;
      return 1 + (floor - 1) * partDone(epoch, epochs, warmup);
    }
    case "cosine": {
      const floor = schedule.floor ?? 0;
      return floor +
        (1 - floor) *
          (1 + Math.cos(Math.PI * partDone(epoch, epochs, warmup))) / 2;
    }
  }
}

// 0 at the end of the warm-up, 1 at the end of training; 0 while no end is in sight.
function partDone(epoch: number, epochs: number, warmup: number): number {
  if (epoch >= epochs) return 1;
  return epochs === Infinity
    ? 0
    : Math.max(0, (epoch - warmup) / (epochs - warmup));
}
