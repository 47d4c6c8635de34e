import * as tf from "./tf.ts";

/** What Drover uses of the engine beyond its declared types. */
interface Engine {
  runKernelFunc(params: { kernelName?: string }): unknown;
  keep<T extends tf.Tensor>(tensor: T): T;
  startScope(name?: string): void;
  endScope(): void;
  state: {
    activeTape: unknown[] | null;
    gradientDepth: number;
    kernelDepth: number;
    scopeStack: unknown[];
  };
}

const engine = tf.engine() as unknown as Engine;
let beforeOp: (() => void) | null = null;
let seen: Set<string> | null = null;
let kept: tf.Tensor[] | null = null;
let installed = false;

function install(): void {
  if (installed) return;
  installed = true;
  const runKernelFunc = engine.runKernelFunc;
  engine.runKernelFunc = function (params) {
    if (beforeOp !== null) beforeOp();
    if (seen !== null && params.kernelName) seen.add(params.kernelName);
    return runKernelFunc.call(this, params);
  };
  const keep = engine.keep;
  engine.keep = function <T extends tf.Tensor>(tensor: T): T {
    if (kept !== null) kept.push(tensor);
    return keep.call(this, tensor) as T;
  };
}

/**
 * Runs tensor code in a scope of its own from which nothing escapes, whether it
 * returns or throws. What the gradient tape keeps is freed too: tfjs frees it
 * only where the gradient comes to its end.
 *
 * @param body What to run; its result must hold no tensor
 * @param check Called before each op; may throw to break off
 */
export function runScoped<T>(body: () => T, check: (() => void) | null): T {
  install();
  const depth = engine.state.scopeStack.length;
  const { gradientDepth, kernelDepth } = engine.state;
  const log: tf.Tensor[] = [];
  engine.startScope("drover");
  beforeOp = check;
  kept = log;
  try {
    return body();
  } catch (error) {
    beforeOp = null;
    kept = null;
    for (const tensor of log) if (!tensor.isDisposed) tensor.dispose();
    while (engine.state.scopeStack.length > depth + 1) engine.endScope();
    if (gradientDepth === 0) engine.state.activeTape = null;
    engine.state.gradientDepth = gradientDepth;
    engine.state.kernelDepth = kernelDepth;
    throw error;
  } finally {
    beforeOp = null;
    kept = null;
    engine.endScope();
  }
}

/**
 * Runs tensor code and notes the kernels it needs, forwards and backwards.
 *
 * @param kernels Filled with their names
 */
export function watchKernels<T>(kernels: Set<string>, body: () => T): T {
  install();
  seen = kernels;
  try {
    return body();
  } finally {
    seen = null;
  }
}
