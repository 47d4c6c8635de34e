import type {
  AtRate,
  OrderingStudy,
  Ratio,
  Spread,
  Standing,
  TaskFacts,
  TuningOptions,
} from "../../simulation/ordering_study/mod.ts";

/** What was measured on what. */
export interface StudySetting {
  readonly facts: TaskFacts;
  readonly tuning: TuningOptions;
  readonly optimum: number | undefined;
}

/** The last line of `--json`; what is infinite or unknown is null there. */
export function orderingSummary(
  study: OrderingStudy,
  { facts, tuning, optimum }: StudySetting,
): Record<string, unknown> {
  const { peers, epochs, seed, seeds, tuningSeeds } = tuning;
  const { baseline } = study;
  const comparisons = Object.fromEntries(study.comparisons);
  return {
    task: facts.title,
    examples: facts.examples,
    unit: facts.unit,
    units: facts.units,
    parameters: facts.parameters,
    peers,
    epochs,
    seed,
    seeds,
    tuningSeeds,
    rates: study.rates,
    optimum: optimum ?? null,
    target: study.target,
    bestBaseline: baseline.contender.name,
    methods: Object.fromEntries(
      study.standings.map((standing) => [
        standing.contender.name,
        methodSummary(standing),
      ]),
    ),
    ratio: comparisons[baseline.contender.name],
    ratios: comparisons,
  };
}

/** One method in the summary. */
export interface MethodSummary {
  rate: number;
  isAtEdge: boolean;
  finalLoss: Spread;
  epochsToTarget: Spread;
  reached: number;
  soonest: AtRate;
  straying: number;
  rates: Standing["rates"];
  /** Median loss at x_0 and after each epoch. */
  curve: number[];
}

/** The ratios in the summary. */
export interface RatioSummary {
  loss: Ratio;
  epochs: Ratio;
  soonest: Ratio;
}

function methodSummary({ contender: _, ...rest }: Standing): MethodSummary {
  return { ...rest, curve: rest.curve.map(({ median }) => median) };
}
