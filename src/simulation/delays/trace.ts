import { empiricalOrderStatistic } from "../../synchronicity/mod.ts";
import type { Delay } from "../delay.ts";
import { DelayError } from "./errors.ts";

/**
 * Durations that were measured, drawn one by one with replacement, all alike
 * likely: the measured distribution, without the order it was measured in. (A
 * delay is shared by all peers and runs and remembers nothing, so that the same
 * seed gives the same run; let durations change over time with `changing`.)
 *
 * @param durations in ms, at least one
 * @param name what `trace:` is followed by in the delay's name, such as the file
 * @throws {DelayError} If there is none, or one is negative or not finite
 */
export function trace(durations: ArrayLike<number>, name = "measured"): Delay {
  const sorted = Float64Array.from(durations).sort();
  if (sorted.length === 0) {
    throw new DelayError(`Cannot make the delay trace:${name}: it is empty`);
  }
  let sum = 0;
  for (const duration of sorted) {
    if (!(duration >= 0 && duration < Infinity)) {
      throw new DelayError(
        `Cannot make the delay trace:${name}: a duration must be a finite number of at least 0, got ${duration}`,
      );
    }
    sum += duration;
  }
  return {
    name: `trace:${name}`,
    mean: sum / sorted.length,
    sample: (random) => sorted[random.below(sorted.length)]!,
    orderStatistic: (k, peers) => empiricalOrderStatistic(k, peers, sorted),
  };
}

/**
 * Reads durations from text: numbers separated by line ends, commas, semicolons
 * or blanks. A first line without any number is a heading; what follows a `#` is
 * a comment.
 *
 * @param name the file, for errors and for the delay's name
 * @throws {DelayError} naming the line, at what is not a duration
 */
export function parseTrace(text: string, name: string): Delay {
  const durations: number[] = [];
  let isFirst = true;
  for (const [i, line] of text.split("\n").entries()) {
    const words = line.split("#", 1)[0]!.split(/[\s,;]+/).filter(Boolean);
    if (words.length === 0) continue;
    const values = words.map(Number);
    const isHeading = isFirst && values.every(Number.isNaN);
    isFirst = false;
    if (isHeading) continue;
    for (const [j, value] of values.entries()) {
      if (value >= 0 && value < Infinity) continue;
      throw new DelayError(
        `Cannot read ${name}, line ${
          i + 1
        }: a duration must be a finite number of at least 0, got ${
          JSON.stringify(words[j])
        }`,
      );
    }
    durations.push(...values);
  }
  if (durations.length === 0) {
    throw new DelayError(
      `Cannot read ${name}: it has no durations; write one number of ms a line`,
    );
  }
  return trace(durations, name);
}
