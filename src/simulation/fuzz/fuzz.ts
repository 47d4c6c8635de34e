import type { Violation } from "../invariants/mod.ts";
import type { FuzzCase } from "./fuzz_case.ts";
import { play } from "./play.ts";
import { drawCase } from "./random_case.ts";
import { shrink, type ShrinkOptions, type Shrunk } from "./shrink.ts";

/** A seed whose case breaks an invariant. */
export interface Failure {
  /** The seed. */
  readonly seed: number;
  /** What it stands for. */
  readonly case: FuzzCase;
  /** What broke first, and when. */
  readonly violation: Violation;
  /** The command that replays it. */
  readonly replay: string;
  /** The smallest case found that breaks the same. */
  readonly shrunk: Shrunk;
}

/** What one seed came to. */
export interface Tried {
  /** The seed. */
  readonly seed: number;
  /** Inputs that peers have handled. */
  readonly events: number;
  /** What went wrong, if anything. */
  readonly failure?: Failure;
}

/** Plays the case of one seed, and makes it small where it fails. */
export function trySeed(seed: number, options: ShrinkOptions = {}): Tried {
  const given = drawCase(seed);
  const { violation, events } = play(given);
  if (violation === undefined) return { seed, events };
  const failure = {
    seed,
    case: given,
    violation,
    replay: `deno task fuzz --seed ${seed} --seeds 1`,
    shrunk: shrink(given, violation.invariant, options),
  };
  return { seed, events, failure };
}
