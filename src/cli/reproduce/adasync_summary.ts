import type {
  Extent,
  LawStudy,
  Standing,
  TimeRatio,
} from "../../simulation/synchronicity_study/mod.ts";

/** One contender under one law; what is infinite or unknown is null in JSON. */
export interface StandingSummary {
  /** Which corner of the four, or `auto`. */
  variant: string;
  /** The fixed K; null where a policy chooses it. */
  k: number | null;
  /** The learning rate, that of the least loss at the end. */
  rate: number;
  /** Whether the search for it came to the edge of what is tried. */
  isAtEdge: boolean;
  /** The loss at the end by rate, of the seeds that it was chosen by. */
  rates: Standing["rates"];
  /** Excess loss at the end. */
  finalLoss: Extent;
  /** Its time to what the best fixed K ends with over that K's own. */
  toBest: TimeRatio | null;
  /** Passes over the data at the end. */
  progress: number;
  /** Median excess loss after each stretch, from 0 on. */
  curve: number[];
  /** Mean K at the same times. */
  ks: number[];
}

/** One law in the summary. */
export interface LawSummary {
  /** Its name. */
  law: string;
  /** The delays, in words, s. */
  delays: string;
  /** The time that contenders are compared at, virtual s. */
  seconds: number;
  /** Stretches up to there; curves go on beyond. */
  stretches: number;
  /** The fixed K that ends with the least loss. */
  best: string | null;
  /** Everyone by name. */
  contenders: Record<string, StandingSummary>;
  /** How many times sooner each challenger is where each fixed K ends. */
  leads: LawStudy["leads"];
}

/** What a program wants to know of one law. */
export function lawSummary(study: LawStudy): LawSummary {
  const { law, seconds, stretches, best, standings, leads } = study;
  return {
    law: law.name,
    delays: law.title,
    seconds,
    stretches,
    best: best ?? null,
    contenders: Object.fromEntries(
      standings.map((standing) => [
        standing.contender.name,
        standingSummary(standing),
      ]),
    ),
    leads,
  };
}

function standingSummary(standing: Standing): StandingSummary {
  const { contender, k, curve, toBest, ks, ...rest } = standing;
  return {
    ...rest,
    variant: contender.variant,
    k: k ?? null,
    toBest: toBest ?? null,
    curve: curve.map(({ median }) => median),
    ks: [...ks],
  };
}
