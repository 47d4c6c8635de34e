import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Optimizer } from "../../src/optimizers/mod.ts";

/** The seed of this run; DROVER_SEED=n replays another. */
export const seed = Number(Deno.env.get("DROVER_SEED") ?? 515);

/** What a failure must say so that anybody can replay it. */
export const replay =
  `seed ${seed}, replay: DROVER_SEED=${seed} deno task test`;

/** Progress at the beginning. */
export const now = { epoch: 0, epochs: 10 };

/** The steps that a sequence of gradients of one parameter gives, the weight moving along. */
export function run(
  optimizer: Optimizer,
  gradients: number[],
  weight = 0,
): number[] {
  const state = optimizer.init(1), out = new Float64Array(1);
  return gradients.map((gradient) => {
    optimizer.update(
      new Float32Array([gradient]),
      state,
      new Float32Array([weight]),
      now,
      out,
    );
    weight += out[0]!;
    return out[0]!;
  });
}

/** Equal numbers up to rounding. */
export function assertClose(
  actual: number[],
  expected: number[],
  tolerance = 1e-12,
  message?: string,
): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) =>
    assertAlmostEquals(value, expected[i]!, tolerance, message)
  );
}
