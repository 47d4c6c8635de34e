/**
 * A peer's figures as Prometheus reads them.
 *
 * @module
 */
export { exposition, type Format } from "./exposition.ts";
export { metricName } from "./metric_name.ts";
export { CONTENT_TYPES, negotiate } from "./negotiate.ts";
export { PrometheusSink } from "./prometheus_sink.ts";
