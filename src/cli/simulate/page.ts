import type { TelemetrySink } from "../../telemetry/mod.ts";
import { startedBy } from "../../telemetry/words/started_by.ts";
import { UsageError } from "../errors.ts";
import { aborted } from "../interruption.ts";
import type { OptionValues } from "../options/mod.ts";

/** The page of one run, which outlives it. */
export interface Page extends AsyncDisposable {
  /** Where a person finds it. */
  readonly url: string;
  /** Shows the records of the run. It has no end: a run closes its sinks, and the page stays. */
  readonly sink: TelemetrySink;
  /** Tells pages that nothing more will come, and serves on until the signal. */
  stay(signal: AbortSignal): Promise<void>;
}

/**
 * Serves what `--dashboard` asks for; undefined where it does not.
 *
 * @throws {UsageError} If there is more than one run
 * @throws {DashboardError} If it cannot be served there
 */
export async function openPage(
  { dashboard: address, runs = 1, seed = 1, log = "runs.ndjson" }: OptionValues,
): Promise<Page | undefined> {
  if (address === undefined) return undefined;
  if (runs > 1) {
    throw new UsageError(
      `--dashboard shows one run, not ${runs}: leave out --runs (--seed ${seed} says which), or record all, to choose from: --log ${log}, then ${startedBy()} replay ${log}`,
    );
  }
  const { Dashboard, IN_FULL } = await import("../../dashboard/mod.ts");
  const dashboard = await Dashboard.start({ address, ...IN_FULL });
  return {
    url: dashboard.url,
    sink: { write: (record) => dashboard.write(record) },
    stay(signal) {
      dashboard.end("The run is over");
      return aborted(signal);
    },
    [Symbol.asyncDispose]: () => dashboard.close(),
  };
}
