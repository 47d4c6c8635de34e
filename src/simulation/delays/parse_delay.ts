import { closestString, levenshteinDistance } from "@std/text";
import type { Delay } from "../delay.ts";
import { changing } from "./changing.ts";
import { constant } from "./constant.ts";
import { DelayError } from "./errors.ts";
import { exponential, shiftedExponential } from "./exponential.ts";
import { hyperexponential } from "./hyperexponential.ts";
import { lognormal } from "./lognormal.ts";
import { pareto } from "./pareto.ts";
import { parseTrace } from "./trace.ts";
import { uniform } from "./uniform.ts";

/** How one kind of delay is written. */
interface Kind {
  /** Its parameters' names, in order. */
  readonly parameters: readonly string[];
  /** Whether the parameters may come again and again. */
  readonly repeats?: boolean;
  /** A text that can be read. */
  readonly example: string;
  /** From the parameters' values to the delay. */
  make(...values: number[]): Delay;
}

const KINDS: Readonly<Record<string, Kind>> = {
  "constant": {
    parameters: ["value"],
    example: "constant:10",
    make: (value) => constant(value!),
  },
  "uniform": {
    parameters: ["low", "high"],
    example: "uniform:8,12",
    make: (low, high) => uniform(low!, high!),
  },
  "exponential": {
    parameters: ["mean"],
    example: "exponential:10",
    make: (mean) => exponential(mean!),
  },
  "shifted-exponential": {
    parameters: ["shift", "mean"],
    example: "shifted-exponential:5,5",
    make: (shift, mean) => shiftedExponential(shift!, mean!),
  },
  "pareto": {
    parameters: ["shape", "scale"],
    example: "pareto:2,5",
    make: (shape, scale) => pareto(shape!, scale!),
  },
  "lognormal": {
    parameters: ["median", "sigma"],
    example: "lognormal:10,0.3",
    make: (median, sigma) => lognormal(median!, sigma!),
  },
  "hyperexponential": {
    parameters: ["probability", "mean"],
    repeats: true,
    example: "hyperexponential:0.9,10,0.1,100",
    make: (...values) =>
      hyperexponential(
        Array.from({ length: values.length / 2 }, (_, i) => ({
          probability: values[2 * i]!,
          mean: values[2 * i + 1]!,
        })),
      ),
  },
};

/** Kinds whose parameters are not plain numbers. */
const TRACE = "trace";
const CHANGING = "changing";

/** The kinds of delay that {@linkcode parseDelay} knows. */
export const DELAY_KINDS: readonly string[] = [
  ...Object.keys(KINDS),
  TRACE,
  CHANGING,
];

/** How {@linkcode parseDelay} gets at files. */
export interface ParseDelayOptions {
  /** Reads the file of a `trace:`; default: from disk. */
  readFile?: (path: string) => string;
}

/**
 * Reads a delay from text, the same that is its name: `constant:MS`,
 * `uniform:LOW,HIGH`, `exponential:MEAN`, `shifted-exponential:SHIFT,MEAN`,
 * `pareto:SHAPE,SCALE`, `lognormal:MEDIAN,SIGMA`,
 * `hyperexponential:P1,MEAN1,P2,MEAN2,…`, `trace:FILE`, or
 * `changing:0=DELAY;FROM=DELAY;…`.
 *
 * @throws {DelayError} saying what is wrong with the text, and what would be right
 *
 * @example
 * ```ts
 * import { parseDelay } from "./parse_delay.ts";
 *
 * parseDelay("pareto:2,10").mean; // 20
 * ```
 */
export function parseDelay(
  text: string,
  options: ParseDelayOptions = {},
): Delay {
  const colon = text.indexOf(":");
  const word = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? "" : text.slice(colon + 1);
  if (word === TRACE) return readTrace(rest, options);
  if (word === CHANGING) return readPeriods(rest, options);
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word]! : unknown(text, word);
  const { parameters, repeats, example } = kind;
  const words = rest === "" ? [] : rest.split(",");
  const fits = repeats
    ? words.length > 0 && words.length % parameters.length === 0
    : words.length === parameters.length;
  if (!fits) {
    throw cannotRead(
      text,
      `${word} takes ${parameters.join(" and ")}${
        repeats ? ", again and again" : ""
      }, such as ${example}`,
    );
  }
  return kind.make(...words.map((word, i) => {
    const value = Number(word);
    if (word.trim() !== "" && !Number.isNaN(value)) return value;
    throw cannotRead(
      text,
      `the ${parameters[i % parameters.length]} is ${
        JSON.stringify(word)
      }, which is no number; write it like ${example}`,
    );
  }));
}

function readTrace(file: string, options: ParseDelayOptions): Delay {
  if (file === "") {
    throw cannotRead("trace", "it takes a file, such as trace:durations.csv");
  }
  const { readFile = (path) => Deno.readTextFileSync(path) } = options;
  let text: string;
  try {
    text = readFile(file);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : (cause as Error).message;
    throw new DelayError(`Cannot read the durations in ${file}: ${reason}`, {
      cause,
    });
  }
  return parseTrace(text, file);
}

function readPeriods(rest: string, options: ParseDelayOptions): Delay {
  const periods = rest.split(";").map((period) => {
    const [from, ...delay] = period.split("=");
    const ms = Number(from);
    if (from!.trim() === "" || Number.isNaN(ms) || delay.length === 0) {
      throw cannotRead(
        `changing:${rest}`,
        `each period is FROM_MS=DELAY, such as changing:0=constant:10;60000=constant:30, and not ${
          JSON.stringify(period)
        }`,
      );
    }
    return { from: ms, delay: parseDelay(delay.join("="), options) };
  });
  return changing(periods);
}

function unknown(text: string, word: string): never {
  const nearest: string = closestString(word, DELAY_KINDS);
  const distance: number = levenshteinDistance(word, nearest);
  const isNear = distance <= Math.max(2, Math.floor(nearest.length / 3));
  throw cannotRead(
    text,
    isNear
      ? `there is no delay ${JSON.stringify(word)}: did you mean ${nearest}?`
      : `there is no delay ${JSON.stringify(word)}; there are ${
        DELAY_KINDS.join(", ")
      }`,
  );
}

function cannotRead(text: string, why: string): DelayError {
  return new DelayError(
    `Cannot read the delay ${JSON.stringify(text)}: ${why}`,
  );
}
