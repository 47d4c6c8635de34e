import { expectedOrderStatistic } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { checkNotNegative, checkPositive } from "./check.ts";
import { DelayError } from "./errors.ts";
import { standard } from "./exponential.ts";

/** One of the exponentials that a hyperexponential delay is drawn from. */
export interface Branch {
  /** How likely it is. */
  readonly probability: number;
  /** Its mean, ms. */
  readonly mean: number;
}

/** Rounding that probabilities may show when they are added up. */
const ROUNDING = 1e-9;

/**
 * A machine that is sometimes another one: each duration is exponential, of a mean
 * that is drawn first. More variable than one exponential.
 *
 * @param branches at least one; their probabilities add up to 1
 * @throws {DelayError} If a mean is not above 0, or the probabilities do not add up to 1
 *
 * @example
 * ```ts
 * import { hyperexponential } from "./hyperexponential.ts";
 *
 * hyperexponential([
 *   { probability: 0.9, mean: 10 },
 *   { probability: 0.1, mean: 100 },
 * ]).name; // hyperexponential:0.9,10,0.1,100
 * ```
 */
export function hyperexponential(branches: readonly Branch[]): Delay {
  let sum = 0;
  let mean = 0;
  branches.forEach((branch, i) => {
    const probability = `probability ${i + 1}`;
    checkNotNegative("hyperexponential", { [probability]: branch.probability });
    checkPositive("hyperexponential", { [`mean ${i + 1}`]: branch.mean });
    sum += branch.probability;
    mean += branch.probability * branch.mean;
  });
  if (Math.abs(sum - 1) > ROUNDING) {
    throw new DelayError(
      `Cannot make the delay hyperexponential: its probabilities must add up to 1, got ${sum}`,
    );
  }
  const survival = (t: number) => {
    let above = 0;
    for (const { probability, mean } of branches) {
      above += probability * Math.exp(-t / mean);
    }
    return above / sum;
  };
  const values = branches.flatMap((
    branch,
  ) => [branch.probability, branch.mean]);
  return {
    name: `hyperexponential:${values.join(",")}`,
    mean,
    sample(random) {
      let left = random.uniform() * sum;
      let chosen = branches.length - 1;
      for (let i = 0; i < chosen; i++) {
        left -= branches[i]!.probability;
        if (left < 0) chosen = i;
      }
      return branches[chosen]!.mean * standard(random);
    },
    orderStatistic: (k, peers) =>
      expectedOrderStatistic(k, peers, survival, mean),
  };
}
