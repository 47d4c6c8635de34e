/**
 * How long a step takes, and how stale gradients are, in the four corners of
 * Dutta, Wang, Joshi (arXiv 2003.10579): measured with the peers that ship, beside
 * what theory says.
 *
 * @module
 */
export {
  type CornersOptions,
  measureCorners,
  type MeasuredCorner,
} from "./measure_corners.ts";
export { measureRuntime, type RuntimeOptions } from "./measure_runtime.ts";
export { type RuntimeFigures, RuntimeMeter } from "./runtime_meter.ts";
