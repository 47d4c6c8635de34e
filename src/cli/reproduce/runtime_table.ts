import type { MeasuredCorner } from "../../simulation/runtime/mod.ts";
import type { Corner } from "../../synchronicity/mod.ts";
import { percent } from "../../telemetry/words/format.ts";
import { table } from "../terminal/mod.ts";

/** One corner in the last line of `--json`. */
export interface CornerSummary {
  /** Mean seconds of a step. */
  secondsPerStep: number;
  /** Mean steps between a gradient's view and its use. */
  staleness: number;
  /** The expected seconds of a step, or a bound of them; null where theory has none. */
  theory: number | null;
  /** Which of the three that is. */
  theoryIs: "exact" | "upper bound" | null;
  /** The expected staleness. */
  theoryStaleness: number;
}

/** As the paper writes them. */
const TITLES: Readonly<Record<Corner, string>> = {
  "k-sync": "K-sync",
  "k-batch-sync": "K-batch-sync",
  "k-async": "K-async",
  "k-batch-async": "K-batch-async",
};

/** The corners as one object, by the names of the paper. */
export function runtimeSummary(
  corners: ReadonlyMap<Corner, MeasuredCorner>,
): Record<string, CornerSummary> {
  return Object.fromEntries(
    [...corners].map(([variant, corner]) => [TITLES[variant], {
      secondsPerStep: corner.secondsPerStep,
      staleness: corner.staleness,
      theory: corner.theory?.time ?? null,
      theoryIs: corner.theory?.is ?? null,
      theoryStaleness: corner.expectedStaleness,
    }]),
  );
}

/** The corners as lines of text, what theory says beside what was measured. */
export function runtimeTable(
  corners: ReadonlyMap<Corner, MeasuredCorner>,
): string[] {
  const columns = [
    "seconds/step",
    "theory",
    "differs by",
    "staleness",
    "theory",
  ];
  const rows = [...corners].map(([variant, corner]) => {
    const { secondsPerStep, staleness, theory, expectedStaleness } = corner;
    const isExact = theory?.is === "exact";
    return [
      TITLES[variant],
      secondsPerStep.toFixed(4),
      theory === undefined
        ? "-"
        : `${isExact ? "" : "<= "}${theory.time.toFixed(4)}`,
      isExact ? signed(secondsPerStep / theory.time - 1) : "",
      staleness.toFixed(3),
      expectedStaleness.toFixed(3),
    ];
  });
  return table([
    { title: "" },
    ...columns.map((title) => ({ title, align: "right" as const })),
  ], rows);
}

function signed(part: number): string {
  return `${part < 0 ? "-" : "+"}${percent(Math.abs(part))}`;
}
