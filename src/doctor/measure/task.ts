import type { JsonObject } from "../../network/mod.ts";
import { prepare } from "../../node/prepare.ts";
import { toTaskUrl } from "../../node/task_url.ts";
import type { PeerOptions } from "../../node/types.ts";
import {
  type BackendName,
  TrainingWorker,
} from "../../training/training_worker.ts";

/** What a task is, and how long it takes here. */
export type TaskFacts = {
  /** Its name. */
  name: string;
  /** What its loading had to say. */
  notices: string[];
  /** The backend that it trains on. */
  backend: BackendName;
  /** Trainable weights. */
  parameters: number;
  /** Units, examples in one, and in all. */
  units: number;
  unit: number;
  examples: number;
  /** Whether every peer has data of its own. */
  ownData: boolean;
  /** The shortest time of a gradient, ms. */
  gradientMs: number;
  /** How long it took to load, ms. */
  loadMs: number;
  /** What peers must agree on. */
  manifest: { lines: JsonObject; hash: string };
} | {
  /** Why it cannot be trained. */
  problem: string;
};

/** Gradients that are computed: the first compiles and allocates. */
const GRADIENTS = 3;

/** Loads a task as a peer would, and computes a few gradients. */
export async function measureTask(options: PeerOptions): Promise<TaskFacts> {
  const notices: string[] = [];
  const start = performance.now();
  let worker: TrainingWorker | undefined;
  try {
    worker = await TrainingWorker.start(toTaskUrl(options.task), {
      onNotice: (text) => notices.push(text),
      ...(options.backend === undefined ? {} : { backend: options.backend }),
    });
    const loadMs = performance.now() - start;
    const { info } = worker;
    const { manifest, manifestHash } = await prepare(info, options, {
      identity: crypto.getRandomValues(new Uint8Array(32)),
      directory: undefined,
      tell: () => {},
    });
    const { name, backend, unit, units, examples, ownData, layout } = info;
    return {
      name,
      notices,
      backend,
      unit,
      units,
      examples,
      ownData,
      parameters: layout.trainable,
      gradientMs: await gradientMs(worker),
      loadMs,
      manifest: { lines: manifest as JsonObject, hash: manifestHash },
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    worker?.close();
  }
}

async function gradientMs(worker: TrainingWorker): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < GRADIENTS; i++) {
    const view = Float32Array.from(worker.info.x0);
    const job = worker.gradient({ view, unit: 0, seed: 1 });
    const result = await job.result;
    best = Math.min(best, result?.computeMs ?? Infinity);
  }
  return best;
}
