/**
 * Measures one corner in a thread of its own: the four run side by side, and a
 * simulation that does not wait cannot listen for Ctrl+C.
 *
 * @module
 */
import type { Corner } from "../../synchronicity/mod.ts";
import { parseDelay, scaled } from "../delays/mod.ts";
import { measureRuntime } from "./measure_runtime.ts";
import type { RuntimeFigures } from "./runtime_meter.ts";

/** What a worker is asked. */
export interface CornerRequest {
  /** Which corner. */
  variant: Corner;
  /** Peers, P. */
  peers: number;
  /** The quorum, K. */
  k: number;
  /** How long a gradient takes, s, as `parseDelay` reads it. */
  delay: string;
  /** Steps to measure. */
  steps: number;
  /** Decides all chance. */
  seed: number;
}

/** What it answers. */
export type CornerResponse =
  | { kind: "progress"; steps: number }
  | { kind: "figures"; figures: RuntimeFigures }
  | { kind: "error"; message: string };

/** The worker's global scope, as far as it is used. */
interface Scope {
  onmessage: ((event: MessageEvent<CornerRequest>) => void) | null;
  postMessage(message: CornerResponse): void;
}

/** A second of the paper, in virtual ms. */
const SECOND = 1000;

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { delay, ...request } }) => {
  try {
    const figures = measureRuntime({
      ...request,
      compute: scaled(parseDelay(delay), SECOND),
      onProgress: (steps) => scope.postMessage({ kind: "progress", steps }),
    });
    scope.postMessage({ kind: "figures", figures });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "error", message });
  }
};
