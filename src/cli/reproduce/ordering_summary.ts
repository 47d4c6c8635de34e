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
  /** What is known of the task. */
  readonly facts: TaskFacts;
  /** How runs were made. */
  readonly tuning: TuningOptions;
  /** F*, where it is known. */
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
  /** The rate that ends with the least loss. */
  rate: number;
  /** Whether it is at the edge of the grid. */
  isAtEdge: boolean;
  /** Excess loss after the last epoch. */
  finalLoss: Spread;
  /** Epochs to the target; null where it is not reached. */
  epochsToTarget: Spread;
  /** Runs that reach it. */
  reached: number;
  /** The same at the rate that reaches it soonest. */
  soonest: AtRate;
  /** The herding bound over that of a random order, in the last epoch. */
  straying: number;
  /** The loss at the end by rate, of the seeds that it was chosen by. */
  rates: Standing["rates"];
  /** Median loss at x_0 and after each epoch. */
  curve: number[];
}

/** The ratios in the summary. */
export interface RatioSummary {
  /** Of the losses at the end. */
  loss: Ratio;
  /** Of the epochs to the target, at the rates that end best. */
  epochs: Ratio;
  /** Of the epochs to the target, at the rates that reach it soonest. */
  soonest: Ratio;
}

function methodSummary({ contender: _, ...rest }: Standing): MethodSummary {
  return { ...rest, curve: rest.curve.map(({ median }) => median) };
}
