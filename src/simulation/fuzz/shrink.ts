import { sgd } from "../../optimizers/mod.ts";
import type { Fault } from "../fault.ts";
import type { Invariant } from "../invariants/mod.ts";
import type { FuzzCase } from "./fuzz_case.ts";
import { play, type Played } from "./play.ts";

/** The smallest case found that breaks the same invariant. */
export interface Shrunk {
  /** The case. */
  readonly case: FuzzCase;
  /** How it breaks. */
  readonly played: Played;
  /** Cases played. */
  readonly tries: number;
}

/** Bounds on shrinking. */
export interface ShrinkOptions {
  /** Most cases to play; default 100. */
  readonly tries?: number;
  /** Most inputs to handle in all of them; default two million. */
  readonly events?: number;
}

/** Makes a case simpler in one respect; undefined where it is that simple. */
type Step = (given: FuzzCase) => Partial<FuzzCase> | undefined;

/** Drops an optional field. */
const without = (name: keyof FuzzCase): Step => (given) =>
  given[name] === undefined ? undefined : { [name]: undefined };

/** What is tried after the faults, from the greatest relief to the least. */
const STEPS: readonly Step[] = [
  ({ peers }) => peers > 3 ? { peers: Math.ceil(peers / 2) } : undefined,
  ({ peers }) => peers > 1 ? { peers: peers - 1 } : undefined,
  without("quorums"),
  without("substitutes"),
  without("outer"),
  without("localSteps"),
  without("cutOff"),
  without("ownData"),
  without("stalenessAware"),
  without("ordering"),
  without("elasticBound"),
  without("loss"),
  without("duplication"),
  without("bandwidth"),
  without("degree"),
  without("clocks"),
  without("retainBytes"),
  without("window"),
  without("snapshotEvery"),
  without("waitFor"),
  ({ latency }) =>
    latency === "constant:1" ? undefined : { latency: "constant:1" },
  ({ compute }) =>
    compute.length > 1 || !compute[0]!.startsWith("constant")
      ? { compute: ["constant:10"] }
      : undefined,
  ({ epochs }) => epochs > 1 ? { epochs: epochs - 1 } : undefined,
  ({ units, peers }) =>
    units > 2 * peers + 4 ? { units: Math.ceil(units / 2) } : undefined,
  ({ codec }) =>
    codec !== "auto" && codec.kind === "float32"
      ? undefined
      : { codec: { kind: "float32" } },
  ({ optimizer }) =>
    optimizer.kind === "sgd"
      ? undefined
      : { optimizer: sgd({ learningRate: 0.1 }) },
  ({ model: [trainable, state] }) =>
    trainable > 1 || state > 0 ? { model: [1, 0] } : undefined,
  ({ k }) => k === "all" || k === 1 ? undefined : { k: "all" },
];

/**
 * Makes a failing case small: first the list of faults, by delta debugging (Zeller
 * and Hildebrandt, 2002), then the swarm around it, while the same invariant
 * breaks.
 *
 * @param invariant which one the case breaks
 */
export function shrink(
  given: FuzzCase,
  invariant: Invariant,
  { tries: limit = 100, events: most = 2_000_000 }: ShrinkOptions = {},
): Shrunk {
  let best = given;
  let tries = 0, events = 0;
  let played: Played | undefined;
  const breaks = (candidate: FuzzCase): boolean => {
    if (tries >= limit || events >= most) return false;
    tries++;
    const result = play(candidate);
    events += result.events;
    if (result.violation?.invariant !== invariant) return false;
    best = candidate;
    played = result;
    return true;
  };
  shrinkFaults(given, breaks);
  for (let again = true; again;) {
    again = false;
    for (const step of STEPS) {
      for (;;) {
        const change = step(best);
        if (change === undefined) break;
        if (!breaks(fit({ ...best, ...change }))) break;
        again = true;
      }
    }
    if (again) shrinkFaults(best, breaks);
  }
  return { case: best, played: played ?? play(given), tries };
}

/** Delta debugging: drops ever smaller parts of the list while the rest still breaks. */
function shrinkFaults(
  given: FuzzCase,
  breaks: (candidate: FuzzCase) => boolean,
): void {
  let faults = given.faults;
  for (let parts = 1; faults.length > 0;) {
    const size = Math.ceil(faults.length / parts);
    let kept: readonly Fault[] | undefined;
    for (let at = 0; at < faults.length; at += size) {
      const rest = [...faults.slice(0, at), ...faults.slice(at + size)];
      if (!breaks({ ...given, faults: rest })) continue;
      kept = rest;
      break;
    }
    if (kept !== undefined) {
      faults = kept;
      parts = Math.max(1, parts - 1);
    } else if (size === 1) {
      return;
    } else {
      parts = Math.min(faults.length, 2 * parts);
    }
  }
}

/** Drops what refers to peers that are no longer there, and fields without a value. */
function fit(given: FuzzCase): FuzzCase {
  const { peers, k, waitFor } = given;
  const joiners = given.faults.reduce(
    (sum, fault) => sum + (fault.kind === "join" ? fault.count ?? 1 : 0),
    0,
  );
  const faults = given.faults.flatMap((fault): Fault[] => {
    if (fault.kind === "partition") {
      const group = fault.group.filter((peer) => peer < peers);
      return group.length === 0 ? [] : [{ ...fault, group }];
    }
    return "peer" in fault && fault.peer >= peers + joiners ? [] : [fault];
  });
  const whole = {
    ...given,
    k: typeof k === "number" ? Math.min(k, peers + 2) : k,
    waitFor: waitFor === undefined ? undefined : Math.min(waitFor, peers),
    faults,
  };
  return JSON.parse(JSON.stringify(whole));
}
