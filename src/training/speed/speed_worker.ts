/**
 * Entry of a worker that multiplies matrices on a backend for a moment, and says
 * how quick it was. One message, one answer.
 *
 * @module
 */
import type { BackendName } from "../backend_name.ts";
import { isLate, useBackend } from "../tfjs/backend.ts";
import * as tf from "../tfjs/tf.ts";

/** What the worker answers. */
export type SpeedAnswer = { flops: number } | { problem: string };

/** Side of the matrices; a graphics processor needs larger ones to be busy. */
const SIDE = 256, SIDE_LATE = 1024;

/** How long to measure, ms, and multiplications at least and at most. */
const FOR_MS = 250, AT_LEAST = 3, AT_MOST = 200;

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<BackendName>) => void) | null;
  postMessage(answer: SpeedAnswer): void;
};

console.log = console.info = console.debug = console.error;

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ flops: await measure(data) });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    scope.postMessage({ problem });
  }
};

/** Best of a few: what else runs on the machine only makes it slower. */
async function measure(backend: BackendName): Promise<number> {
  await useBackend(backend);
  const side = isLate() ? SIDE_LATE : SIDE;
  const a = tf.randomUniform([side, side]), b = tf.randomUniform([side, side]);
  let best = Infinity;
  const end = performance.now() + FOR_MS;
  for (let i = 0; i < AT_MOST; i++) {
    if (i >= AT_LEAST && performance.now() > end) break;
    const start = performance.now();
    const c = tf.matMul(a, b, false, true);
    // A graphics processor has not begun until its numbers are asked for.
    if (isLate()) await c.slice([0, 0], [1, 1]).data();
    c.dispose();
    best = Math.min(best, performance.now() - start);
  }
  return 2 * side ** 3 / best * 1000;
}
