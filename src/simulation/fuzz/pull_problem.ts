import { Random } from "../../random/mod.ts";
import type { Problem } from "../problem.ts";

/**
 * Least squares that costs next to nothing: each unit pulls the weights towards a
 * target of its own, targets scatter around a common optimum, and the state is a
 * moving mean, as batch norm's is.
 *
 * @param units units in the data
 * @param model coordinates: trainable, and state
 */
export function createPullProblem(
  units: number,
  [trainable, state]: readonly [number, number],
): Problem {
  const random = new Random("pull", trainable);
  const targets = Array.from(
    { length: units },
    () =>
      Float32Array.from(
        { length: trainable },
        (_, i) => Math.sin(i + 1) + 0.3 * random.normal(),
      ),
  );
  return {
    name: "pull",
    layout: { trainable, state },
    units,
    start: Float64Array.from(
      { length: trainable + state },
      (_, i) => 0.1 * Math.cos(i),
    ),
    gradient: (unit, view) => {
      const target = targets[unit]!;
      const gradient = new Float32Array(trainable);
      let loss = 0;
      for (let i = 0; i < trainable; i++) {
        const distance = view[i]! - target[i]!;
        gradient[i] = distance;
        loss += distance * distance / 2;
      }
      const change = new Float32Array(state);
      for (let i = 0; i < state; i++) {
        change[i] = 0.1 * (target[i % trainable]! - view[trainable + i]!);
      }
      return { gradient, state: change, loss };
    },
  };
}
