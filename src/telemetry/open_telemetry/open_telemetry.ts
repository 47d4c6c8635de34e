import type { TelemetrySink } from "../records.ts";

/** Where the API's providers are registered, by Deno or by a program. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/**
 * Whether somebody wants OpenTelemetry: Deno was started with `OTEL_DENO=true`, or the
 * program has registered providers of its own.
 */
export function isOpenTelemetryOn(): boolean {
  return (globalThis as { [REGISTRY]?: unknown })[REGISTRY] !== undefined;
}

/**
 * A sink that hands everything to OpenTelemetry, where it is on; where it is not, nothing
 * is loaded.
 */
export async function openTelemetry(): Promise<TelemetrySink | undefined> {
  if (!isOpenTelemetryOn()) return undefined;
  const { OpenTelemetrySink } = await import("./open_telemetry_sink.ts");
  return new OpenTelemetrySink();
}
