import type { ElasticSummary } from "../../simulation/elastic_study/mod.ts";
import { number, percent } from "../../telemetry/words/format.ts";
import { table } from "../terminal/mod.ts";

/** Runs without and with a bound, a column each. */
export function elasticTable(runs: readonly ElasticSummary[]): string[] {
  const columns = runs.map(({ bound }) => ({
    title: bound === null ? "no bound" : `bound ${bound}`,
    align: "right" as const,
  }));
  const row = (title: string, of: (run: ElasticSummary) => string) => [
    title,
    ...runs.map(of),
  ];
  return table([{ title: "" }, ...columns], [
    row("gradients certified", ({ gradients }) => `${gradients}`),
    row(
      "certified for too little, of what headers name",
      ({ violations }) => `${violations}`,
    ),
    row(
      "audits by the peers, and too small",
      ({ audits }) => `${audits.count}, ${audits.failures}`,
    ),
    row(
      "truth over certificate in audits",
      ({ audits }) => number(audits.tightness),
    ),
    row(
      "whole certificates above the truth of whom they cover",
      ({ covers }) => percent(covers),
    ),
    row(
      "certificate over that truth, median",
      ({ tightness }) => number(tightness),
    ),
    row(
      "most that was held against the bound",
      ({ heldMost, bound }) => bound === null ? "-" : number(heldMost),
    ),
    row(
      "off from whom one can hear: 99 % of views below",
      ({ within99 }) => number(within99),
    ),
    row(
      "off from whom one can hear: most",
      ({ withinMost }) => number(withinMost),
    ),
    row("off from everybody: most", ({ allMost }) => number(allMost)),
    row("gates closed", ({ closings }) => `${closings}`),
    row("of the time", ({ closedPart }) => percent(closedPart)),
    row("loss over the least at the end", ({ excess }) => number(excess)),
  ]);
}
