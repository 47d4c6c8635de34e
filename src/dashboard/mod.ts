/**
 * What a person watches: a page that shows a run, live or recorded, and the
 * server that shows it.
 *
 * @module
 */
export { Dashboard, type DashboardOptions, type Handler } from "./dashboard.ts";
export { DashboardError } from "./errors.ts";
export { type HistoryOptions, IN_FULL } from "./history.ts";
