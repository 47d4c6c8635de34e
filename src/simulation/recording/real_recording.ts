import type { TelemetryRecord, TelemetrySink } from "../../telemetry/mod.ts";
import { Recorder } from "../../telemetry/recorder.ts";
import { Relay } from "../../telemetry/relay.ts";
import { describeFault } from "../describe_fault.ts";
import type { RunEvent } from "../run.ts";
import type { Scenario } from "../scenario.ts";

/** Records a run on real processes: what all of them tell, and what befalls them. */
export class RealRecording {
  readonly #recorder: Recorder;
  readonly #relay: Relay;

  /** Opens the recording of one run. */
  constructor(
    { name = "scenario" }: Scenario,
    seed: number,
    sinks: readonly TelemetrySink[],
  ) {
    this.#recorder = new Recorder({ about: `${name}, seed ${seed}` });
    for (const sink of sinks) this.#recorder.add(sink);
    this.#recorder.endOpening();
    this.#relay = new Relay(this.#recorder);
  }

  /** A process said something. */
  hear(peer: number, line: TelemetryRecord): void {
    this.#relay.hear(`peer-${peer}`, line);
  }

  /** Something happened; what processes tell has come already. */
  befell(event: RunEvent): void {
    if (!("fault" in event)) return;
    this.#recorder.write({ type: "fault", text: describeFault(event.fault) });
  }

  /** Closes the sinks. */
  async close(): Promise<void> {
    this.#relay.end();
    await this.#recorder.close();
  }
}
