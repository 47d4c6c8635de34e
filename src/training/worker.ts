/**
 * Entry of the training worker: the one place where tensors live. One request
 * at a time, in order; a gradient looks at the shared memory before each op to
 * see whether it has been called off, as a message could not reach it.
 *
 * @module
 */
import process from "node:process";
import { isTask } from "./define_task.ts";
import { TaskError } from "./errors.ts";
import { loadSession } from "./load_session.ts";
import { CANCEL_SLOTS } from "./protocol.ts";
import type { Request, Response, Results } from "./protocol.ts";
import { saveModel } from "./saving/mod.ts";
import type { TrainingSession } from "./session.ts";
import type { Task } from "./task.ts";
import { reasonWithPlace, withPaths } from "./task_place.ts";
import { isLate, useBackend } from "./tfjs/backend.ts";
import { seedMathRandom } from "./tfjs/seeded.ts";

/** The worker's global scope, as far as it is used. */
interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Response, transfer: Transferable[]): void;
}

// Stdout belongs to the command line (with --json it is read by programs): what
// a task file prints goes to stderr.
console.log = console.info = console.debug = console.error;

const scope = globalThis as unknown as Scope;
let session: TrainingSession | null = null;
let cancelled: Int32Array = new Int32Array(CANCEL_SLOTS);
let queue: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: request }) => {
  queue = queue.then(() => answer(request));
};

/**
 * CPU time of this thread: what a gradient costs, however many processes share
 * the machine. The types do not know it yet.
 *
 * Linux answers for a thread as of the last tick or change of threads (getrusage),
 * several ms ago, which hides most of a short gradient. Being asked for the whole
 * process, it first brings the asking thread's account up to date.
 */
function threadCpuMs(): number {
  process.cpuUsage();
  const { threadCpuUsage } = process as unknown as {
    threadCpuUsage(): { user: number; system: number };
  };
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}

async function answer(request: Request): Promise<void> {
  const { id } = request;
  const transfer: Transferable[] = [];
  try {
    const value = await handle(request, transfer);
    scope.postMessage({ kind: "result", id, value }, transfer);
  } catch (error) {
    const { name, message, stack = "" } = error instanceof Error
      ? error
      : new Error(String(error));
    scope.postMessage({ kind: "error", id, name, message, stack }, []);
  }
}

async function handle(
  request: Request,
  transfer: Transferable[],
): Promise<Results[keyof Results]> {
  if (request.kind === "load") {
    cancelled = request.cancelled;
    // Ops in the task file and in its model() need a backend.
    await useBackend("wasm");
    const task = await importTask(request.taskUrl);
    seedMathRandom("load", task.seed);
    const loaded = await loadSession(task, {
      ...request.backend && { backend: request.backend },
      onNotice: (text) => scope.postMessage({ kind: "notice", text }, []),
    });
    session = loaded.session;
    return loaded.info;
  }
  if (session === null) throw new Error("No task is loaded");
  const { view } = request;
  switch (request.kind) {
    case "gradient": {
      const { id, unit, seed } = request;
      const start = threadCpuMs();
      const slot = id % CANCEL_SLOTS;
      const isCancelled = () => Atomics.load(cancelled, slot) === id;
      const result = isLate()
        ? await session.gradientLater(view, unit, seed, isCancelled)
        : session.gradient(view, unit, seed, isCancelled);
      if (result) transfer.push(result.gradient.buffer as ArrayBuffer);
      return { result, spentMs: threadCpuMs() - start };
    }
    case "evaluate":
      return isLate()
        ? await session.evaluateLater(view)
        : session.evaluate(view);
    case "save":
      if (isLate()) return await saveFromWasm(session, view, request.directory);
      session.assign(view);
      return await saveModel(session.model, request.directory);
  }
}

/** Saving reads weights at once, which WebGPU cannot. */
async function saveFromWasm(
  session: TrainingSession,
  view: Float32Array,
  directory: string,
): Promise<string[]> {
  await useBackend("wasm");
  try {
    session.assign(view);
    return await saveModel(session.model, directory);
  } finally {
    await useBackend("webgpu");
  }
}

async function importTask(taskUrl: string): Promise<Task> {
  seedMathRandom("import");
  let module: { default?: unknown };
  try {
    module = await import(taskUrl);
  } catch (cause) {
    if (cause instanceof TaskError) throw cause;
    throw new TaskError(
      `Cannot load the task file ${withPaths(taskUrl)}: ${
        reasonWithPlace(cause)
      }`,
      { cause },
    );
  }
  if (!isTask(module.default)) {
    throw new TaskError(
      `The task file ${withPaths(taskUrl)} does not export a task; write ` +
        '"export default defineTask({ ... })", with defineTask from Drover',
    );
  }
  return module.default;
}
