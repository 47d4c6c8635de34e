import type { Summary } from "../../telemetry/mod.ts";
import type { Validation } from "../../peer/mod.ts";
import { count, shortHash } from "../../telemetry/words/format.ts";

/** What `drover demo --json` says last. */
export interface DemoSummary {
  /** Accuracy of the trained model on the validation data, where the task measures it. */
  accuracy?: number;
  /** Loss of the trained model on the validation data, where there is any. */
  loss?: number;
  /** All the task's metrics by name. */
  metrics: Record<string, number>;
  /** Number of peers. */
  peers: number;
  /** Hash of clock and parameters, one for each peer. */
  hashes: string[];
  /** Whether all hashes are the same. */
  equal: boolean;
  /** Seconds from the command's start to its end. */
  seconds: number;
  /** Seconds from the first gradient to the last. */
  trainingSeconds: number;
  /** Updates in the model, of all peers. */
  updates: number;
  /** Bytes sent by all peers. */
  bytesSent: number;
  /** Workers' time in gradients that were used, over the CPU time of all processes. */
  utilisation: number;
  /** CPU time of all processes, seconds. */
  cpuSeconds: number;
}

/**
 * Sums up what the processes had to show.
 *
 * @param seconds From the command's start to its end
 * @param ownCpuMs CPU time of the process that started the others
 */
export function demoSummary(
  summaries: readonly Summary[],
  seconds: number,
  ownCpuMs: number,
): DemoSummary {
  const sum = (of: (summary: Summary) => number) =>
    summaries.reduce((total, summary) => total + of(summary), 0);
  const cpuMs = ownCpuMs + sum(({ cpuMs }) => cpuMs);
  const hashes = summaries.map(({ parametersHash }) => parametersHash);
  const clocks = new Set(summaries.map(({ hash }) => hash));
  const final = summaries.find(({ final }) => final !== undefined)?.final;
  const accuracy = final?.metrics.accuracy;
  return {
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(final === undefined ? {} : { loss: final.loss }),
    metrics: final?.metrics ?? {},
    peers: summaries.length,
    hashes,
    equal: new Set(hashes).size === 1 && clocks.size === 1,
    seconds: round(seconds),
    trainingSeconds: round(Math.max(...summaries.map((s) => s.seconds))),
    updates: Math.max(...summaries.map(({ updates }) => updates)),
    bytesSent: sum(({ bytesSent }) => bytesSent),
    utilisation: round(sum(({ gradientMs }) => gradientMs) / cpuMs),
    cpuSeconds: round(cpuMs / 1000),
  };
}

/** Whether the replicas are equal, in words. */
export function describeHashes(hashes: readonly string[]): string {
  const different = new Set(hashes);
  const replicas = count(hashes.length, "replica");
  if (hashes.length === 1) return `1 replica: ${shortHash(hashes[0]!)}`;
  if (different.size === 1) {
    return `${replicas}, equal to the last bit: ${shortHash(hashes[0]!)}`;
  }
  return `${replicas}, ${different.size} different: ${
    [...different].map(shortHash).join(", ")
  }`;
}

/** The first metric of an evaluation, or its loss where the task has none. */
export function mainMetric(
  validation: Validation | undefined,
): { name: string; value: number } {
  const first = Object.entries(validation?.metrics ?? {})[0];
  if (first !== undefined) return { name: first[0], value: first[1] };
  return { name: "loss", value: validation?.loss ?? NaN };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
