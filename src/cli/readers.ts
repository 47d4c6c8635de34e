import type { CodecSetting, TopKSpec } from "../compression/mod.ts";
import {
  DASHBOARD,
  METRICS,
  parseAddress,
  type Service,
} from "../dashboard/address.ts";
import { DashboardError } from "../dashboard/errors.ts";
import { DelayError, parseDelay } from "../simulation/delays/mod.ts";
import {
  isLocalSteps,
  isQuorumRule,
  LOCAL_STEPS,
  type LocalSteps,
  POLICIES,
  QUORUM_RULES,
  type QuorumRule,
} from "../synchronicity/mod.ts";
import { nearest } from "./did_you_mean.ts";
import { UsageError } from "./errors.ts";

/** Reads an option's value; throws a `UsageError` that says what was expected. */
export type Reader<T> = (text: string, option: string) => T;

function mustBe(
  option: string,
  expected: string,
  text: string,
  words: readonly string[] = [],
): UsageError {
  // A word that is right, with settings that are not, is not to be taken for itself.
  const isKnown = words.includes(text.replace(/:.*/s, ""));
  const meant = isKnown ? undefined : nearest(text, words);
  return new UsageError(
    `--${option} must be ${expected}, got "${text}"${
      meant === undefined ? "" : `; did you mean "${meant}"?`
    }`,
  );
}

/** Any text. */
export const anyText: Reader<string> = (text) => text;

/** A whole number of at least `least`. */
export function wholeNumber(least: number): Reader<number> {
  return (text, option) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) {
      return value;
    }
    throw mustBe(option, `a whole number of at least ${least}`, text);
  };
}

/** A number of at least `least`. */
export function numberFrom(least: number): Reader<number> {
  return (text, option) => {
    const value = Number(text);
    if (/\d/.test(text) && Number.isFinite(value) && value >= least) {
      return value;
    }
    throw mustBe(option, `a number of at least ${least}`, text);
  };
}

/** Numbers above 0, with commas between them. */
export const positiveNumbers: Reader<number[]> = (text, option) => {
  const parts = text.split(",");
  const values = parts.map(Number);
  const isPositive = (value: number) => Number.isFinite(value) && value > 0;
  if (parts.every((part) => /\d/.test(part)) && values.every(isPositive)) {
    return values;
  }
  throw mustBe(option, 'numbers above 0, such as "0.1,0.3,1"', text);
};

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return (text, option) => {
    const word = words.find((word) => word === text);
    if (word !== undefined) return word;
    throw mustBe(option, inWords(words), text, words);
  };
}

/** A quorum: a whole number of at least 1, `all`, a policy, or `norm` with its beta. */
export const quorum: Reader<QuorumRule> = (text, option) => {
  const rule = /^\d+$/.test(text) ? Number(text) : text;
  if (isQuorumRule(rule)) return rule;
  throw mustBe(option, QUORUM_RULES, text, QUORUM_WORDS);
};

/** Local steps: a whole number of at least 1, or `matched:` and one. */
export const localSteps: Reader<LocalSteps> = (text, option) => {
  const steps = /^\d+$/.test(text) ? Number(text) : text;
  if (isLocalSteps(steps)) return steps;
  throw mustBe(option, LOCAL_STEPS, text, LOCAL_STEPS_WORDS);
};

/** `auto`, or a codec by name; `top-k` may be followed by the part of the values to send, and that by how they are written. */
export const codec: Reader<CodecSetting> = (text, option) => {
  if (text === "auto") return text;
  const dense = DENSE.find((kind) => kind === text);
  if (dense !== undefined) return { kind: dense };
  const topK = /^top-k(?::([^,]+)(?:,(int8|float32|sign))?)?$/.exec(text);
  const fraction = Number(topK?.[1] ?? DEFAULT_FRACTION);
  if (topK !== null && fraction > 0 && fraction <= 1) {
    const values = topK[2] as NonNullable<TopKSpec["values"]> | undefined;
    return { kind: "top-k", fraction, ...(values && { values }) };
  }
  throw mustBe(
    option,
    'auto, float32, bfloat16, int8, sign, or top-k with the part of the values to send, such as "top-k:0.01" or "top-k:0.01,sign"',
    text,
    CODEC_WORDS,
  );
};

/** The codecs that are named by one word. */
const DENSE = ["float32", "bfloat16", "int8", "sign"] as const;

/** What `--codec` may begin with. */
export const CODEC_WORDS: readonly string[] = ["auto", ...DENSE, "top-k"];

/** What `--k` may be beside a number. */
export const QUORUM_WORDS: readonly string[] = ["all", ...POLICIES, "norm"];

/** What `--local-steps` may be beside a number. */
export const LOCAL_STEPS_WORDS: readonly string[] = ["auto"];

/** Part of the values that `top-k` sends where nothing else is said. */
const DEFAULT_FRACTION = 0.01;

/** A delay's name, such as `pareto:2,1`. */
export const delay: Reader<string> = (text, option) => {
  try {
    return parseDelay(text).name;
  } catch (error) {
    if (!(error instanceof DelayError)) throw error;
    throw new UsageError(`--${option}: ${error.message}`);
  }
};

/** Where to serve something: a port, `host:port`, or nothing. */
function placeOf(service: Service): Reader<true | string> {
  return (text, option) => {
    try {
      parseAddress(text, service);
      return text || true;
    } catch (error) {
      if (!(error instanceof DashboardError)) throw error;
      throw new UsageError(`--${option}: ${error.message}`);
    }
  };
}

/** Where to serve the dashboard. */
export const place = placeOf(DASHBOARD);

/** Where to serve metrics. */
export const metricsPlace = placeOf(METRICS);

/** An IPv4 address of this machine, such as 192.168.1.5. */
export const ipv4: Reader<string> = (text, option) => {
  const parts = text.split(".");
  const isByte = (part: string) => /^\d{1,3}$/.test(part) && Number(part) < 256;
  if (parts.length === 4 && parts.every(isByte)) return text;
  throw mustBe(
    option,
    "the IPv4 address of an interface, such as 192.168.1.5",
    text,
  );
};

/** A list in words: "a, b or c". */
function inWords(words: readonly string[]): string {
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
