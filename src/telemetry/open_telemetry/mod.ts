/**
 * A peer's figures and events for OpenTelemetry.
 *
 * @module
 */
export { isOpenTelemetryOn, openTelemetry } from "./open_telemetry.ts";
