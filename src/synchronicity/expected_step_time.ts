import { countsPeers, type Variant } from "./variant.ts";

/**
 * How a new duration compares with what is left of one under way: `memoryless`
 * where both are alike, `new-longer` where the new one is no shorter, P(X > s + t)
 * <= P(X > s) P(X > t).
 */
export type Ageing = "memoryless" | "new-longer";

/** What is known of the time that one gradient takes. */
export interface ComputeTime {
  /** E[X]; Infinity where there is none. */
  readonly mean: number;
  /** How durations age, where that is known. */
  readonly ageing?: Ageing;
  /** E[X_{K:P}], where that is known. */
  orderStatistic?(k: number, peers: number): number;
}

/** What theory says of the time for one step. */
export interface StepTime {
  /** In the unit of the compute time. */
  readonly time: number;
  /** Whether it is that, or no more than that. */
  readonly is: "exact" | "upper bound";
}

/**
 * E[T], the expected time for one step of K among P peers whose compute times X
 * are independent and alike (Dutta, Wang, Joshi, arXiv 2003.10579, section 4):
 *
 * | variant | E[T] |
 * |---|---|
 * | `k-sync` | E[X_{K:P}] |
 * | `k-batch-sync` | at most that; memoryless: K E[X] / P |
 * | `k-async` | at most E[X_{K:P}] where new durations are longer than used ones; memoryless: equal |
 * | `k-batch-async` | K E[X] / P |
 *
 * At K = 1 and K = P some of these are others of them. Messages are taken to need
 * no time.
 *
 * @returns undefined where nothing is known, or the expectation does not exist
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 *
 * @example
 * ```ts
 * import { expectedStepTime } from "./expected_step_time.ts";
 * import { exponentialOrderStatistic } from "./order_statistics.ts";
 *
 * const compute = {
 *   mean: 1,
 *   ageing: "memoryless" as const,
 *   orderStatistic: (k: number, peers: number) =>
 *     exponentialOrderStatistic(k, peers, 1),
 * };
 * expectedStepTime("k-batch-sync", { k: 4, peers: 8, compute }); // 0.5, exact
 * ```
 */
export function expectedStepTime(
  variant: Variant,
  options: { k: number; peers: number; compute: ComputeTime },
): StepTime | undefined {
  const { k, peers, compute } = options;
  const { mean, ageing } = compute;
  const statistic = compute.orderStatistic?.(k, peers) ?? NaN;
  const throughput = k * mean / peers;
  const exact = (time: number) => known(time, "exact");
  switch (variant) {
    case "k-sync":
      return exact(statistic);
    case "k-batch-sync":
      if (ageing === "memoryless") return exact(throughput);
      return k === 1 ? exact(statistic) : known(statistic, "upper bound");
    case "k-async":
      if (k === 1) return exact(throughput);
      if (k === peers || ageing === "memoryless") return exact(statistic);
      return ageing === undefined ? undefined : known(statistic, "upper bound");
    case "k-batch-async":
      return exact(throughput);
  }
}

/**
 * How many steps others have made, on average, between a gradient's view and its
 * use: whatever the distribution, (P-K)/K in `k-async` and (P-1)/K in
 * `k-batch-async`, and none where a quorum cancels the rest.
 */
export function expectedStaleness(
  variant: Variant,
  { k, peers }: { k: number; peers: number },
): number {
  if (variant !== "k-async" && variant !== "k-batch-async") return 0;
  return (peers - (countsPeers(variant) ? k : 1)) / k;
}

function known(time: number, is: StepTime["is"]): StepTime | undefined {
  return Number.isFinite(time) ? { time, is } : undefined;
}
