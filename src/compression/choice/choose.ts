import type { CodecSpec } from "../codec.ts";
import type { Circumstances } from "./circumstances.ts";
import { explainChoice } from "./explain.ts";
import { outlookOfPlan, type PlanOutlook } from "./outlook.ts";
import { isSamePlan, type Plan } from "./plan.ts";

/** Codecs to choose from, the densest first. */
export const CANDIDATES: readonly CodecSpec[] = [
  { kind: "float32" },
  { kind: "bfloat16" },
  { kind: "int8" },
  ...[0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001].map((fraction) =>
    ({ kind: "top-k", fraction }) as const
  ),
];

/** Local steps to choose from. */
export const STEP_CHOICES: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** A plan in force is left for one that is better by so much, or there is no end of changes. */
const BETTER = 1.1;

/** Of plans that cost nearly the same the densest is taken. */
const NEARLY = 1.005;

/** What may be chosen. */
export interface Choices {
  /** Codecs; default {@linkcode CANDIDATES}. */
  readonly codecs?: readonly CodecSpec[];
  /** Local steps, H; default {@linkcode STEP_CHOICES}. */
  readonly localSteps?: readonly number[];
  /** Whether the plan in force is left for any that is better; default false. */
  readonly isEager?: boolean;
}

/** What was chosen. */
export interface Choice {
  /** The plan to follow from here. */
  readonly plan: Plan;
  /** Whether it is another than the one in force. */
  readonly isNew: boolean;
  /** Why, in numbers. */
  readonly reason: string;
}

/**
 * Chooses how updates are made: the plan of least cost by {@linkcode outlookOfPlan}.
 * The plan in force stays unless another is better by 10 %.
 *
 * @example A model of ten million parameters over 50 Mbit/s
 * ```ts
 * import { chooseCompression } from "./choose.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { plan } = chooseCompression({
 *   parameters: 1e7,
 *   peers: 2,
 *   computeMs: 400,
 *   uplink: 50e6 / 8,
 *   waits: false,
 * }, { localSteps: [1] });
 * assertEquals(plan.codec.kind, "top-k");
 * ```
 *
 * @param given What was measured
 * @param choices What there is to choose from
 */
export function chooseCompression(
  given: Circumstances,
  choices: Choices = {},
): Choice {
  const { codecs = CANDIDATES, localSteps = STEP_CHOICES, isEager } = choices;
  const outlooks = localSteps.flatMap((steps) =>
    codecs.map((codec) => outlookOfPlan(given, { codec, localSteps: steps }))
  );
  const best = bestOf(outlooks);
  const { current } = given;
  const now = current && outlookOfPlan(given, current);
  const stays = now !== undefined &&
    now.cost < (isEager ? 1 : BETTER) * best.cost;
  const chosen = stays ? now : best;
  return {
    plan: chosen.plan,
    isNew: current === undefined || !isSamePlan(chosen.plan, current),
    reason: explainChoice(given, chosen, outlooks),
  };
}

function bestOf(outlooks: readonly PlanOutlook[]): PlanOutlook {
  const least = Math.min(...outlooks.map(({ cost }) => cost));
  return outlooks
    .filter(({ cost }) => cost <= NEARLY * least)
    .reduce((best, next) => densityOf(next) > densityOf(best) ? next : best);
}

/** Bytes for each gradient. */
function densityOf({ bytes, plan }: PlanOutlook): number {
  return bytes / plan.localSteps;
}
