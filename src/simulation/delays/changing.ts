import type { Delay } from "../delay.ts";
import { checkNotNegative } from "./check.ts";
import { DelayError } from "./errors.ts";

/** A delay that holds from some time on. */
export interface Period {
  /** Since when, virtual ms. */
  readonly from: number;
  /** What holds then, until the next period. */
  readonly delay: Delay;
}

/**
 * A machine that changes over time: a duration is drawn from what holds when it
 * begins. Its mean is the last period's, which is the one in the long run.
 *
 * @param periods at least one, the first from 0 on, in order of time
 * @throws {DelayError} If they are not
 *
 * @example Three times slower after a minute
 * ```ts
 * import { changing } from "./changing.ts";
 * import { constant } from "./constant.ts";
 *
 * changing([
 *   { from: 0, delay: constant(10) },
 *   { from: 60_000, delay: constant(30) },
 * ]).name; // changing:0=constant:10;60000=constant:30
 * ```
 */
export function changing(periods: readonly Period[]): Delay {
  const all = [...periods];
  if (all.length === 0 || all[0]!.from !== 0) {
    throw new DelayError(
      `Cannot make the delay changing: its first period must begin at 0 ms, got ${
        all[0]?.from ?? "no period"
      }`,
    );
  }
  all.forEach(({ from, delay }, i) => {
    checkNotNegative("changing", { [`the time of period ${i + 1}`]: from });
    if (i > 0 && from <= all[i - 1]!.from) {
      throw new DelayError(
        `Cannot make the delay changing: its periods must be in order of time, got ${from} ms after ${
          all[i - 1]!.from
        } ms`,
      );
    }
    if (delay.name.startsWith("changing:")) {
      throw new DelayError(
        "Cannot make the delay changing: a period cannot be a changing delay itself; name all periods in one list",
      );
    }
  });
  return {
    name: `changing:${
      all.map(({ from, delay }) => `${from}=${delay.name}`).join(";")
    }`,
    mean: all.at(-1)!.delay.mean,
    sample(random, now) {
      let i = all.length - 1;
      while (i > 0 && all[i]!.from > now) i--;
      return all[i]!.delay.sample(random, now);
    },
  };
}
