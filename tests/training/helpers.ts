import { assert } from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import { Random } from "../../src/random/mod.ts";
import {
  type LoadedTask,
  type LoadOptions,
  loadSession,
} from "../../src/training/load_session.ts";
import { defineTask, type TaskOptions } from "../../src/training/mod.ts";

/** Seed of all random tests; set DROVER_SEED to try another. */
export const SEED = Number(Deno.env.get("DROVER_SEED") ?? 1);

/** Ends the message of a random test. */
export const REPLAY = `(replay with DROVER_SEED=${SEED} deno task test)`;

/** Some options, so that a test need name only what it is about. */
export function task(
  options: Partial<TaskOptions> & Pick<TaskOptions, "model" | "data">,
) {
  return defineTask({
    name: "test",
    seed: 3,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: 0.1 }),
    unit: 4,
    epochs: 1,
    ...options,
  });
}

/** Loads a task in this thread. */
export function load(
  options: Parameters<typeof task>[0],
  loadOptions?: LoadOptions,
): Promise<LoadedTask> {
  return loadSession(task(options), loadOptions);
}

/** Normal numbers. */
export function normals(length: number, ...keys: (number | string)[]) {
  const random = new Random(SEED, ...keys);
  return Float32Array.from({ length }, () => random.normal());
}

/** Examples with normal inputs and labels. */
export function regression(
  count: number,
  inputShape: number[],
  labelShape: number[] = [],
) {
  const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
  return {
    inputs: normals(count * size(inputShape), "inputs"),
    inputShape,
    labels: normals(count * size(labelShape), "labels"),
    labelShape,
    count,
  };
}

/**
 * Compares the gradient with central differences of the loss along random
 * directions, in each of which every weight takes part.
 */
export function checkGradient(
  { session, info }: LoadedTask,
  { step = 1e-2, tolerance = 1e-2, directions = 4, x = info.x0 } = {},
): void {
  const n = info.layout.trainable;
  const result = session.gradient(Float32Array.from(x), 0, 1)!;
  const gradient = result.gradient.slice();
  const norm = Math.hypot(...gradient);
  assert(norm > 1e-4, "the gradient must not vanish");
  for (let d = 0; d < directions; d++) {
    // Along the gradient first, then mixtures of it with a random direction.
    const noise = normals(n, "direction", d);
    const scale = d === 0 ? 0 : norm / Math.hypot(...noise);
    const direction = gradient.map((g, i) => g + scale * noise[i]!);
    const length = Math.hypot(...direction);
    const unit = direction.map((v) => v / length);
    const lossAt = (h: number) => {
      const view = Float32Array.from(x);
      for (let i = 0; i < n; i++) view[i]! += h * unit[i]!;
      return session.gradient(view, 0, 1)!.loss;
    };
    const numeric = (lossAt(step) - lossAt(-step)) / (2 * step);
    const exact = unit.reduce((sum, v, i) => sum + v * gradient[i]!, 0);
    assert(
      Math.abs(numeric - exact) <= tolerance * norm,
      `direction ${d}: central difference ${numeric}, gradient ${exact}, ` +
        `norm ${norm} ${REPLAY}`,
    );
  }
}
