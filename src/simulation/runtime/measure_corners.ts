import {
  type Corner,
  CORNERS,
  expectedStaleness,
  expectedStepTime,
  type StepTime,
} from "../../synchronicity/mod.ts";
import { parseDelay } from "../delays/mod.ts";
import { SimulationError } from "../errors.ts";
import type { RuntimeFigures } from "./runtime_meter.ts";
import type { CornerRequest, CornerResponse } from "./worker.ts";

/** What {@linkcode measureCorners} measures. */
export interface CornersOptions extends Omit<CornerRequest, "variant"> {
  /** Told now and then how many steps each corner has made. */
  readonly onProgress?: (steps: ReadonlyMap<Corner, number>) => void;
  /** Ends the measurement; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** One corner: measured, and as theory has it. */
export interface MeasuredCorner {
  /** Mean time of a step, s. */
  readonly secondsPerStep: number;
  /** Mean steps between the view that a gradient was computed at and its use. */
  readonly staleness: number;
  /** The expected time of a step, s, or a bound of it; undefined where theory has none. */
  readonly theory: StepTime | undefined;
  /** The expected staleness. */
  readonly expectedStaleness: number;
}

/**
 * Measures the four corners of Dutta, Wang, Joshi (arXiv 2003.10579) with the
 * peers that ship, each in a thread of its own: gradients are null, messages need
 * no time.
 *
 * @throws {DelayError} If the delay cannot be read
 * @throws {RangeError} Unless 1 <= k <= peers, both whole
 *
 * @example
 * ```ts ignore
 * const corners = await measureCorners({
 *   peers: 8,
 *   k: 4,
 *   delay: "pareto:2,1",
 *   steps: 200_000,
 *   seed: 1,
 * });
 * corners.get("k-async"); // secondsPerStep: 1.24, staleness: 1
 * ```
 */
export async function measureCorners(
  options: CornersOptions,
): Promise<Map<Corner, MeasuredCorner>> {
  const { peers, k, delay, steps, seed, onProgress, signal } = options;
  const compute = parseDelay(delay);
  const theory = CORNERS.map((variant) =>
    expectedStepTime(variant, { k, peers, compute })
  );
  const made = new Map(CORNERS.map((variant) => [variant, 0]));
  const stop = new AbortController();
  const signals = signal === undefined
    ? stop.signal
    : AbortSignal.any([signal, stop.signal]);
  try {
    const measured = await Promise.all(
      CORNERS.map((variant) =>
        measureCorner(
          { variant, peers, k, delay, steps, seed },
          (steps) => onProgress?.(made.set(variant, steps)),
          signals,
        )
      ),
    );
    return new Map(CORNERS.map((variant, i) => {
      const { msPerStep, staleness } = measured[i]!;
      return [variant, {
        secondsPerStep: msPerStep / 1000,
        staleness,
        theory: theory[i],
        expectedStaleness: expectedStaleness(variant, { k, peers }),
      }];
    }));
  } finally {
    // Where one fails the others have no use.
    stop.abort();
  }
}

function measureCorner(
  request: CornerRequest,
  onProgress: (steps: number) => void,
  signal: AbortSignal,
): Promise<RuntimeFigures> {
  const url = new URL("./worker.ts", import.meta.url);
  return new Promise<RuntimeFigures>((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(url, { type: "module", name: request.variant });
    const end = () => {
      worker.terminate();
      reject(signal.reason);
    };
    signal.addEventListener("abort", end, { once: true });
    const fail = (message: string) =>
      reject(
        new SimulationError(`Cannot measure ${request.variant}: ${message}`),
      );
    worker.onmessage = ({ data }: MessageEvent<CornerResponse>) => {
      if (data.kind === "progress") onProgress(data.steps);
      else if (data.kind === "figures") resolve(data.figures);
      else fail(data.message);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
    worker.postMessage(request);
  });
}
