import { type Schedule, scheduleFactor } from "./schedule.ts";
import type { GradientTransformation } from "./transformation.ts";

/**
 * Multiplies updates by a rate times the schedule's factor. With the negative learning rate it ends a chain: what comes out is
 * to be added to the weights.
 *
 * @param rate What the factor 1 stands for
 * @param schedule The factor over the course of training
 */
export function scaleBySchedule(
  rate: number,
  schedule: Schedule,
): GradientTransformation {
  return {
    vectors: [],
    update: ({ progress }) => rate * scheduleFactor(schedule, progress),
  };
}
