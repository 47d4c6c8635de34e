import type { TaskInfo } from "../training/training_worker.ts";

/** Units that an epoch should have for each peer: they are dealt whole. */
const FOR_EACH = 10;

/** Up to so many examples a task is a toy, and one unit of all of them its point. */
const TOY = 20;

/**
 * What to tell where an epoch has too few units to share out: the model gets few
 * updates, and some peers none to make.
 *
 * @param info The task: its unit, and how many units and examples there are
 * @param peers How many are to train together, as far as it is known
 * @returns The advice, or undefined where there are units enough
 */
export function adviceForUnits(
  { unit, units, examples, ownData }: Pick<
    TaskInfo,
    "unit" | "units" | "examples" | "ownData"
  >,
  peers: number,
): string | undefined {
  const sharing = ownData ? 1 : peers;
  const wanted = FOR_EACH * sharing;
  const isLarger = unit > examples;
  if (units >= wanted || examples <= TOY && !isLarger) return undefined;
  const better = Math.max(1, Math.floor(examples / wanted));
  if (better >= unit) return undefined;
  const have = units === 1 ? "only 1 unit" : `only ${units} units`;
  return [
    `There ${units === 1 ? "is" : "are"} ${have} an epoch`,
    sharing > 1 ? ` for ${sharing} peers` : "",
    isLarger
      ? `: unit is ${unit}, and there are ${examples} examples`
      : `: ${examples} examples in units of ${unit}`,
    `; an epoch is to have ${FOR_EACH} for each peer, so take unit: ${better} or less`,
  ].join("");
}
