import type { OwnData } from "../own_data.ts";
import type { Problem } from "../problem.ts";
import { ProblemError } from "./errors.ts";

/** A problem in shards, and which units make one. */
export interface ShardedProblem extends Problem {
  /** The units of a shard: what a simulation takes as a peer's own data. */
  readonly ownData: OwnData;
}

/**
 * One problem out of several about the same model: the units of the first, then
 * those of the second, … What swarms train whose peers have data of their own.
 *
 * @param shards each peer's own problem; all start at the same point
 * @param options.evaluate looks at the model as a whole
 * @throws {ProblemError} If they are not about the same model
 *
 * @example
 * ```ts ignore
 * const problem = shardedProblem(
 *   shards.map((data) => softmaxRegression({ data, classes: 10 })),
 * );
 * const { ownData } = problem;
 * const simulation = new Simulation({ problem, ownData, ...options });
 * ```
 */
export function shardedProblem(
  shards: readonly Problem[],
  { evaluate }: Pick<Problem, "evaluate"> = {},
): ShardedProblem {
  const [first] = shards;
  if (first === undefined) {
    throw new ProblemError("Cannot make a problem of no shards");
  }
  const { layout, name } = first;
  const wrong = shards.findIndex((shard) =>
    shard.layout.trainable !== layout.trainable ||
    shard.layout.state !== layout.state
  );
  if (wrong >= 0) {
    throw new ProblemError(
      `Cannot make one problem of ${shards.length} shards: shard ${wrong} has another model than shard 0`,
    );
  }
  const own: number[][] = [];
  const places: { shard: Problem; unit: number }[] = [];
  for (const shard of shards) {
    const units = Array.from({ length: shard.units }, (_, unit) => unit);
    own.push(units.map((unit) => places.length + unit));
    for (const unit of units) places.push({ shard, unit });
  }
  return {
    name: `${name} in ${shards.length} shards`,
    layout,
    units: places.length,
    start: first.start,
    ownData: (peer) => own[peer % own.length]!,
    gradient(number, view, seed) {
      const { shard, unit } = places[number]!;
      return shard.gradient(unit, view, seed);
    },
    ...(evaluate === undefined ? {} : { evaluate }),
  };
}
