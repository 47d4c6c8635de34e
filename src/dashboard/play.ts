import type { TelemetryRecord, TelemetrySink } from "../telemetry/mod.ts";

/** What was handed out. */
export interface Played {
  /** Runs in the recording. */
  runs: number;
  /** Records of all runs. */
  records: number;
  /** How long they lasted, all runs together, seconds. */
  seconds: number;
}

/** Hands the records of a recording to a sink, until the signal; pages play them, each at a speed of its own. */
export async function play(
  recording: AsyncIterable<TelemetryRecord>,
  sink: Pick<TelemetrySink, "write">,
  signal?: AbortSignal,
): Promise<Played> {
  const played = { runs: 0, records: 0, seconds: 0 };
  let last = 0;
  for await (const record of recording) {
    if (signal?.aborted) break;
    if (record.type === "log") {
      played.runs++;
      played.seconds += last;
      last = 0;
    }
    played.records++;
    last = Math.max(last, record.time);
    sink.write(record);
  }
  played.seconds += last;
  return played;
}
