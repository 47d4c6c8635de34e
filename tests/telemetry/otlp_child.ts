/** A process that tells a run to OpenTelemetry, as startPeer() does where it is on. */
import { openTelemetry } from "../../src/telemetry/open_telemetry/mod.ts";
import { aRun } from "./a_run.ts";

const sink = await openTelemetry();
for (const record of aRun()) sink?.write(record);
await sink?.close?.();
console.error(sink === undefined ? "off" : "on");
