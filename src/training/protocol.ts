import type { BackendName } from "./backend_name.ts";
import type { Evaluation, GradientResult } from "./results.ts";
import type { TaskInfo } from "./task_info.ts";

/** Jobs whose cancelling the worker can tell apart at one time. */
export const CANCEL_SLOTS = 256;

/** What the main thread asks of the worker. */
export type Request =
  | {
    kind: "load";
    id: number;
    taskUrl: string;
    backend: BackendName | null;
    /** Slot id % CANCEL_SLOTS holds the id of the job that was cancelled. */
    cancelled: Int32Array;
  }
  | {
    kind: "gradient";
    id: number;
    view: Float32Array;
    unit: number;
    seed: number;
  }
  | { kind: "evaluate"; id: number; view: Float32Array }
  | { kind: "save"; id: number; view: Float32Array; directory: string };

/** Results of requests by kind. */
export interface Results {
  /** The task is loaded. */
  load: TaskInfo;
  /** Null where it was cancelled; `spentMs` counts either way. */
  gradient: { result: GradientResult | null; spentMs: number };
  /** Loss and metrics. */
  evaluate: Evaluation;
  /** Paths of the files written. */
  save: string[];
}

/** What the worker answers. */
export type Response =
  | { kind: "result"; id: number; value: Results[keyof Results] }
  | { kind: "error"; id: number; name: string; message: string; stack: string }
  | { kind: "notice"; text: string };
