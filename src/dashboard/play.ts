import type { TelemetryRecord, TelemetrySink } from "../telemetry/mod.ts";

/** How a recording is played. */
export interface PlayOptions {
  /** Seconds of the recording in a second; `Infinity`, the default, for all of it at once. */
  speed?: number;
  /** Ends it before its time. */
  signal?: AbortSignal;
}

/** What was played. */
export interface Played {
  /** Runs in the recording. */
  runs: number;
  /** Records of all runs. */
  records: number;
  /** How long they lasted, all runs together, seconds. */
  seconds: number;
}

/** Longest sleep between two looks at the signal, ms. */
const NAP = 200;

/** Hands the records of a recording to a sink, at the speed at which they came or another one, a run after the other. */
export async function play(
  recording: AsyncIterable<TelemetryRecord>,
  sink: Pick<TelemetrySink, "write">,
  { speed = Infinity, signal }: PlayOptions = {},
): Promise<Played> {
  const played = { runs: 0, records: 0, seconds: 0 };
  let began = performance.now();
  let last = 0;
  for await (const record of recording) {
    if (record.type === "log") {
      played.runs++;
      played.seconds += last;
      began = performance.now();
      last = 0;
    }
    const due = began + 1000 * record.time / speed;
    for (;;) {
      const wait = due - performance.now();
      if (signal?.aborted || !(wait > 0)) break;
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, NAP)));
    }
    if (signal?.aborted) break;
    played.records++;
    last = Math.max(last, record.time);
    sink.write(record);
  }
  played.seconds += last;
  return played;
}
