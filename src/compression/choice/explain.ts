import { type Circumstances, GUESSED_UPLINK } from "./circumstances.ts";
import { isHidden, type PlanOutlook } from "./outlook.ts";
import { nameOfPlan } from "./plan.ts";

/**
 * Why a plan was chosen, in numbers: what was measured, what the plan comes to,
 * and what the densest plan would have.
 */
export function explainChoice(
  given: Circumstances,
  chosen: PlanOutlook,
  all: readonly PlanOutlook[],
): string {
  const { uplink, computeMs, peers } = given;
  const rate = uplink === undefined
    ? `uplink not measured yet, taken for ${inMbit(GUESSED_UPLINK)}`
    : uplink === Infinity
    ? "uplink without a limit that shows"
    : `uplink ${inMbit(uplink)}`;
  const { damage, bytes, sendMs, periodMs, plan: { localSteps } } = chosen;
  const every = localSteps === 1 ? "" : ` every ${localSteps}`;
  const parts = [
    `${rate}, gradient ${inTime(computeMs)}${every}, ${peers} peers`,
    `${inBytes(bytes)} leave in ${inTime(sendMs)} of ${inTime(periodMs)}${
      isHidden(chosen) || given.waits ? "" : ", more than fits"
    }`,
    `steps count for ${(100 / damage).toFixed(0)} %`,
  ];
  const dense = all.reduce((one, next) => next.bytes > one.bytes ? next : one);
  const times = dense.cost / chosen.cost;
  if (times > 1.05) {
    parts.push(
      `${nameOfPlan(dense.plan)} would take ${digits(times)} times as long`,
    );
  }
  return parts.join("; ");
}

function inMbit(bytesPerSecond: number): string {
  return `${digits(bytesPerSecond * 8 / 1e6)} Mbit/s`;
}

function inTime(ms: number): string {
  return ms < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
}

function inBytes(bytes: number): string {
  if (bytes < 1e3) return `${Math.round(bytes)} B`;
  return bytes < 1e6
    ? `${digits(bytes / 1e3)} kB`
    : `${digits(bytes / 1e6)} MB`;
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
