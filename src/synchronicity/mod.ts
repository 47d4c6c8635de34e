/**
 * When to step: the four quorum variants, the weight that keeps a step's size
 * right whoever publishes, and the silence that a peer's history explains.
 *
 * @module
 */
export {
  cancels,
  type Corner,
  CORNERS,
  countsPeers,
  namesRounds,
  type Variant,
  VARIANTS,
} from "./variant.ts";
export {
  isFixed,
  isPolicy,
  isQuorumRule,
  normBeta,
  type NormRule,
  POLICIES,
  type PolicyName,
  QUORUM_RULES,
  type QuorumRule,
  unfitRule,
} from "./quorum_rule.ts";
export {
  isLocalSteps,
  LOCAL_STEPS,
  type LocalSteps,
  matchedSteps,
  MOST_LOCAL_STEPS,
  mostLocalSteps,
  type StepTimes,
} from "./local_steps.ts";
export { ExpectedNorm } from "./expected_norm.ts";
export { IterationQuorum, RoundQuorum, updatesPerStep } from "./quorum.ts";
export {
  type Ageing,
  type ComputeTime,
  expectedStaleness,
  expectedStepTime,
  type StepTime,
} from "./expected_step_time.ts";
export {
  empiricalOrderStatistic,
  expectedOrderStatistic,
  exponentialOrderStatistic,
  lognormalOrderStatistic,
  paretoOrderStatistic,
  uniformOrderStatistic,
} from "./order_statistics.ts";
export { DecayedStatistic } from "./decayed_statistic.ts";
export {
  MOST_SHARE,
  type PartOfData,
  ShareCorrection,
  type ShareCorrectionOptions,
} from "./share_correction.ts";
export {
  StalenessWeight,
  type StalenessWeightOptions,
} from "./staleness_weight.ts";
export { RecentDelays } from "./recent_delays.ts";
export { Lateness } from "./lateness.ts";
export { FIRST_BEAT, Silence } from "./silence.ts";
export { Durations } from "./durations.ts";
export {
  type Survival,
  unlikeOrderStatistics,
} from "./unlike_order_statistics.ts";
export { type Displacement, GradientNoise } from "./gradient_noise.ts";
export { inMs } from "./in_ms.ts";
export { LossLevels } from "./loss_levels.ts";
export { observedOutlook, outlookOf, type Pace } from "./outlook.ts";
export * from "./policies/mod.ts";
export * from "./elastic/mod.ts";
