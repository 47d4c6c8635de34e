import type { DashboardOptions } from "../dashboard/mod.ts";
import { LogFile } from "../telemetry/log/log_file.ts";
import { openTelemetry } from "../telemetry/open_telemetry/mod.ts";
import { PrometheusSink } from "../telemetry/prometheus/mod.ts";
import type { Recorder } from "../telemetry/recorder.ts";
import { writeProblem } from "../telemetry/words/write_problem.ts";
import { NodeError } from "./errors.ts";
import type { PeerOptions } from "./types.ts";

/** Where what a peer tells can be looked at. */
export interface Places {
  /** Address of the dashboard, with its token where it needs one. */
  dashboard?: string;
  /** Address of the page for Prometheus. */
  metrics?: string;
}

/**
 * Opens everything that a peer's records are to go to. What is not wanted is not loaded.
 *
 * @param tell Is told what keeps the log from being written later on
 *
 * @throws {LogError} If the log cannot be written
 * @throws {DashboardError} If something cannot be served where it should be
 * @throws {NodeError} If a folder cannot be used
 */
export async function openSinks(
  { log, dashboard, metrics, tensorboard }: PeerOptions,
  recorder: Recorder,
  tell: (problem: string) => void,
): Promise<Places> {
  const places: Places = {};
  if (log !== undefined) {
    recorder.add(await LogFile.open(log, { onProblem: tell }));
  }
  if (tensorboard !== undefined) await openTensorBoard(tensorboard, recorder);
  const otel = await openTelemetry();
  if (otel !== undefined) recorder.add(otel);
  if (isWanted(metrics)) {
    const { MetricsEndpoint } = await import("./metrics_endpoint.ts");
    const endpoint = MetricsEndpoint.start(metrics);
    recorder.add(endpoint);
    places.metrics = endpoint.url;
  }
  if (isWanted(dashboard)) {
    places.dashboard = await openDashboard(dashboard, recorder);
  }
  return places;
}

function isWanted(
  where: boolean | number | string | undefined,
): where is DashboardOptions["address"] {
  return where !== undefined && where !== false;
}

async function openDashboard(
  address: DashboardOptions["address"],
  recorder: Recorder,
): Promise<string> {
  const { Dashboard } = await import("../dashboard/mod.ts");
  const dashboard = await Dashboard.start({ address });
  const page = new PrometheusSink();
  dashboard.mount("/metrics", (request) => page.respond(request));
  recorder.add(page);
  recorder.add(dashboard);
  return dashboard.url;
}

async function openTensorBoard(
  directory: string,
  recorder: Recorder,
): Promise<void> {
  const { TensorBoardSink } = await import("../telemetry/tensorboard/mod.ts");
  try {
    recorder.add(await TensorBoardSink.create(directory));
  } catch (error) {
    const why = writeProblem(error, directory, "folder");
    throw new NodeError(`Cannot write event files to ${directory}: ${why}`, {
      cause: error,
    });
  }
}
