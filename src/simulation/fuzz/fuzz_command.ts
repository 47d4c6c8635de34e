/**
 * `deno task fuzz`: plays random scenarios until a number of seeds or of seconds is
 * used up. What fails is printed with its replay; the last line is the summary.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { describeViolation } from "../invariants/mod.ts";
import { describeFailure } from "./describe_failure.ts";
import { type Failure, trySeed } from "./fuzz.ts";
import type { FuzzCase } from "./fuzz_case.ts";
import { play } from "./play.ts";

const HELP =
  `Plays random scenarios of a virtual swarm, and checks that every invariant holds.

Usage: deno task fuzz [options]

  --seeds N      as many seeds as this (default 200, without --seconds)
  --seconds S    as many as fit in so many seconds
  --seed FIRST   the first seed (default 1)
  --tries N      cases to play to make a failing one small (default 100; 0 leaves it)
  --case JSON    plays this one case, as a failure prints it
  --fail-fast    ends with the first failure
  --json         one object a line
  --help         shows this

The last line is {"seeds", "failures", "seconds"}; exits with 1 where anything failed.`;

/** Milliseconds after which an interrupt is listened to. */
const TURN = 100;

/** A command line that cannot be understood. */
class UsageError extends Error {}

/**
 * Runs the command.
 *
 * @returns the exit code
 */
async function fuzzCommand(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    console.log(HELP);
    return 0;
  }
  const { seeds, seconds, first, tries, failFast, json, given } = options;
  if (given !== undefined) return playOne(given, json);
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  Deno.addSignalListener("SIGINT", interrupt);
  let done = 0, failures = 0, turn = began;
  while (done < seeds && elapsed() < seconds && !isInterrupted) {
    const { failure } = trySeed(first + done++, { tries });
    if (failure !== undefined) {
      failures++;
      console.log(json ? toLine(failure) : describeFailure(failure));
      if (failFast) break;
    }
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    turn = performance.now();
  }
  Deno.removeSignalListener("SIGINT", interrupt);
  const took = Math.round(1000 * elapsed()) / 1000;
  console.log(JSON.stringify({ seeds: done, failures, seconds: took }));
  return failures > 0 ? 1 : isInterrupted ? 130 : 0;
}

function playOne(given: FuzzCase, json: boolean): number {
  const began = performance.now();
  const { violation } = play(given);
  if (violation !== undefined) {
    console.log(
      json ? JSON.stringify({ violation }) : describeViolation(violation),
    );
  }
  const failures = violation === undefined ? 0 : 1;
  const seconds = Math.round(performance.now() - began) / 1000;
  console.log(JSON.stringify({ seeds: 1, failures, seconds }));
  return failures;
}

function toLine({ seed, violation, replay, shrunk }: Failure): string {
  return JSON.stringify({
    seed,
    violation,
    replay,
    shrunk: shrunk.case,
    tries: shrunk.tries,
  });
}

function readOptions(args: readonly string[]) {
  const names = ["seeds", "seconds", "seed", "tries", "case"] as const;
  const parsed = parseArgs([...args], {
    string: [...names],
    boolean: ["json", "help", "fail-fast"],
    alias: { h: "help" },
    unknown: (word: string) => {
      throw new UsageError(
        `Unknown word "${word}" (deno task fuzz --help shows all)`,
      );
    },
  });
  if (parsed.help) return undefined;
  const number = (name: (typeof names)[number], or: number, least: number) => {
    const text = parsed[name];
    if (text === undefined) return or;
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value < Infinity) return value;
    throw new UsageError(`--${name} needs a number of ${least} or more`);
  };
  const seconds = number("seconds", Infinity, 0);
  return {
    seeds: number("seeds", seconds === Infinity ? 200 : Infinity, 0),
    seconds,
    first: number("seed", 1, 0),
    tries: number("tries", 100, 0),
    failFast: parsed["fail-fast"],
    json: parsed.json,
    given: parsed.case === undefined ? undefined : readCase(parsed.case),
  };
}

function readCase(text: string): FuzzCase {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `--case is no JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}

if (import.meta.main) {
  try {
    Deno.exit(await fuzzCommand(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
