import type { ElasticRun } from "./measure_elastic.ts";
import type { ElasticSample } from "./truth.ts";

/** A run in a few numbers; distances in full steps. */
export interface ElasticSummary {
  /** The bound, null where there is none. */
  readonly bound: number | null;
  /** Gradients begun with a certificate. */
  readonly gradients: number;
  /** How often the known part of a certificate was too small: 0, or something is wrong. */
  readonly violations: number;
  /** How often a whole certificate bounded all that the members it covers had published, seen from above: a part of 1. */
  readonly covers: number;
  /** Median of certificate over truth, of those with anything missing. */
  readonly tightness: number;
  /** Audits by the peers themselves: number, too small, mean of truth over certificate. */
  readonly audits: { count: number; failures: number; tightness: number };
  /** The most that the peers held against the bound. */
  readonly heldMost: number;
  /** The most that a view lacked of what those whom its peer could hear had published. */
  readonly withinMost: number;
  /** The same, that 99 of 100 views stayed below. */
  readonly within99: number;
  /** The most that a view lacked of what anybody had published. */
  readonly allMost: number;
  /** Part of the peers' time in which gates were closed. */
  readonly closedPart: number;
  /** Times gates were closed. */
  readonly closings: number;
  /** The loss over the least at the end. */
  readonly excess: number;
}

/** Parts of a norm that float32 views explain. */
const ROUNDING = 1e-4;

/** Sums a run up. */
export function summarise(run: ElasticRun): ElasticSummary {
  const { samples, closings, audits, options, excess } = run;
  const { bound, peers, ms } = options;
  const bounds = samples.filter(({ total, covered }) =>
    total >= covered - ROUNDING
  );
  const missing = samples.filter(({ covered }) => covered > ROUNDING);
  const closed = closings.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    bound: bound === Infinity ? null : bound,
    gradients: samples.length,
    violations:
      samples.filter(({ missing, named }) => named > missing + ROUNDING).length,
    covers: bounds.length / samples.length,
    tightness: quantile(
      missing.map(({ total, covered }) => total / covered),
      0.5,
    ),
    audits,
    heldMost: most(samples, ({ held }) => held),
    withinMost: most(samples, ({ within }) => within),
    within99: quantile(samples.map(({ within }) => within), 0.99),
    allMost: most(samples, ({ all }) => all),
    closedPart: closed / (peers * ms),
    closings: closings.length,
    excess,
  };
}

function most(
  samples: readonly ElasticSample[],
  of: (sample: ElasticSample) => number,
): number {
  return samples.reduce((largest, sample) => Math.max(largest, of(sample)), 0);
}

function quantile(values: number[], part: number): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(part * values.length)] ?? NaN;
}
