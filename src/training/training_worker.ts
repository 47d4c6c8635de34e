/**
 * The face of training for the main thread: gradients of a user's task from a
 * worker of its own, so that the event loop stays free. Nothing here loads
 * TensorFlow.js.
 *
 * @example
 * ```ts ignore
 * const worker = await TrainingWorker.start(import.meta.resolve("./digits.ts"));
 * const job = worker.gradient({
 *   view: Float32Array.from(worker.info.x0),
 *   unit: 0,
 *   seed: 1,
 * });
 * const result = await job.result; // null if job.cancel() was called in time
 * worker.close();
 * ```
 *
 * @module
 */
import type { BackendName } from "./backend_name.ts";
import { GradientError, TaskError } from "./errors.ts";
import {
  CANCEL_SLOTS,
  type Request,
  type Response,
  type Results,
} from "./protocol.ts";
import type { Evaluation, GradientResult } from "./results.ts";
import type { TaskInfo } from "./task_info.ts";

export { type BackendName, BACKENDS } from "./backend_name.ts";
export { GradientError, TaskError } from "./errors.ts";
export type { Evaluation, GradientResult } from "./results.ts";
export type { Layout, ParameterInfo, TaskInfo } from "./task_info.ts";

/** How to start a worker. */
export interface TrainingWorkerOptions {
  /** The backend; left out, wasm where it can train the task, else cpu. */
  backend?: BackendName;
  /** Told, in words for the user, of a slower backend, or a loss that does not fit. */
  onNotice?: (text: string) => void;
}

/** What to compute a gradient of. */
export interface GradientRequest {
  /** Trainable values, then state; its buffer is transferred away. */
  view: Float32Array;
  /** Unit of the task's data, 0 … units-1. */
  unit: number;
  /** Decides dropout masks and other noise of this step. */
  seed: number;
}

/** A gradient under way. */
export interface GradientJob {
  /** The gradient, or null where it was cancelled. */
  result: Promise<GradientResult | null>;
  /** Frees the worker within max(5 ms, one op). Too late, it does nothing. */
  cancel(): void;
}

/** What gradients took in the worker: CPU time but for the last, in milliseconds. */
export interface TrainingUsage {
  /** Spent on gradients that were delivered. */
  gradientMs: number;
  /** Spent on gradients that were cancelled. */
  wastedMs: number;
  /** Time that passed while those that were delivered were computed: what of all time is no waiting. */
  computingMs: number;
}

interface Pending {
  resolve(value: never): void;
  reject(error: Error): void;
}

/** A task loaded in a worker. */
export class TrainingWorker {
  /** Time spent so far. */
  readonly usage: TrainingUsage = {
    gradientMs: 0,
    wastedMs: 0,
    computingMs: 0,
  };
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #cancelled = new Int32Array(
    new SharedArrayBuffer(4 * CANCEL_SLOTS),
  );
  #info: TaskInfo | null = null;
  #lastId = 0;
  #ended: Error | null = null;

  private constructor(onNotice: (text: string) => void) {
    const url = new URL("./worker.ts", import.meta.url);
    this.#worker = new Worker(url, { type: "module", name: "training" });
    this.#worker.onmessage = ({ data }: MessageEvent<Response>) => {
      if (data.kind === "notice") return onNotice(data.text);
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if (data.kind === "result") pending?.resolve(data.value as never);
      else pending?.reject(revive(data));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`The training worker failed: ${event.message}`));
    };
  }

  /**
   * Loads a task in a new worker.
   *
   * @param taskUrl URL of the task file, whose default export is a task
   * @param options Backend, and who hears notices
   * @throws {TaskError} If the task cannot be trained; for the user to read
   */
  static async start(
    taskUrl: string,
    options: TrainingWorkerOptions = {},
  ): Promise<TrainingWorker> {
    const worker = new TrainingWorker(options.onNotice ?? (() => {}));
    try {
      worker.#info = await worker.#ask<"load">({
        kind: "load",
        id: 0,
        taskUrl,
        backend: options.backend ?? null,
        cancelled: worker.#cancelled,
      }, []);
      return worker;
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  /** What the task is. */
  get info(): TaskInfo {
    return this.#info!;
  }

  /**
   * Computes the gradient of one unit. Several may be asked for; they are
   * computed in turn.
   */
  gradient(request: GradientRequest): GradientJob {
    const id = this.#nextId();
    const { view, unit, seed } = request;
    const answer = this.#ask<"gradient">(
      { kind: "gradient", id, view, unit, seed },
      [view.buffer as ArrayBuffer],
    );
    const result = answer.then(({ result, spentMs }) => {
      this.usage[result ? "gradientMs" : "wastedMs"] += spentMs;
      this.usage.computingMs += result?.computeMs ?? 0;
      return result;
    });
    return {
      result,
      cancel: () => Atomics.store(this.#cancelled, id % CANCEL_SLOTS, id),
    };
  }

  /** Loss and metrics of a view on the validation data. The view is copied. */
  evaluate(view: Float32Array): Promise<Evaluation> {
    return this.#ask<"evaluate">(
      { kind: "evaluate", id: this.#nextId(), view },
      [],
    );
  }

  /**
   * Saves the model with the values of a view: a tfjs model directory
   * (model.json and weights) and model.safetensors.
   *
   * @param view Trainable values, then state; copied
   * @param directory Where to; made if it is not there
   * @returns The paths of the files written
   */
  save(view: Float32Array, directory: string): Promise<string[]> {
    return this.#ask<"save">(
      { kind: "save", id: this.#nextId(), view, directory },
      [],
    );
  }

  /** Ends the worker; what is under way is rejected. */
  close(): void {
    this.#worker.terminate();
    this.#fail(new Error("The training worker is closed"));
  }

  #nextId(): number {
    // Never 0, which an untouched cancel slot holds.
    this.#lastId = this.#lastId % 0x7fffff00 + 1;
    return this.#lastId;
  }

  #ask<K extends keyof Results>(
    request: Request & { kind: K },
    transfer: Transferable[],
  ): Promise<Results[K]> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** An error from the worker, of the class it had there. */
function revive(
  { name, message, stack }: { name: string; message: string; stack: string },
): Error {
  const known = [TaskError, GradientError].find((c) => c.name === name);
  const error = known ? new known(message) : new Error(message);
  if (!known) {
    error.name = name;
    error.stack = stack;
  }
  return error;
}
