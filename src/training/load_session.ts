import {
  adviceOnActivation,
  adviceOnInputs,
  adviceOnRange,
  adviceOnStillness,
  lossOfGuessing,
  refuseConstant,
} from "./advice/mod.ts";
import { GradientError, TaskError } from "./errors.ts";
import { BackendError, KNOWN_WRONG } from "./kernels/mod.ts";
import { hashData } from "./hash_data.ts";
import { loadData } from "./load_data.ts";
import { allLayers, buildModel } from "./build_model.ts";
import { objectiveFor, takesClasses } from "./losses.ts";
import { hashFrozen, parametersOf, topologyOf } from "./parameters.ts";
import { noteStatistics } from "./saving/statistics.ts";
import { TrainingSession } from "./session.ts";
import type { Task } from "./task.ts";
import type { TaskInfo } from "./task_info.ts";
import { reasonWithPlace } from "./task_place.ts";
import { type BackendName, useBackend } from "./tfjs/backend.ts";
import { watchKernels } from "./tfjs/engine_hooks.ts";
import { takeMistypedOptions } from "./tfjs/mistyped_options.ts";
import * as tf from "./tfjs/tf.ts";

/** How to load a task. */
export interface LoadOptions {
  /** The backend; left out, wasm where it can train the task, else cpu. */
  backend?: BackendName;
  /** Told, in words for the user, of a slower backend, or what would train badly. */
  onNotice?: (text: string) => void;
}

/** A loaded task. */
export interface LoadedTask {
  /** What the rest of Drover knows of it. */
  info: TaskInfo;
  /** What computes its gradients. */
  session: TrainingSession;
}

const GRID = 2 ** 32;

/**
 * Builds a task's model, loads its data, checks both, and tries one gradient to
 * find the backend that can train it.
 *
 * @throws {TaskError} If the task cannot be trained as it is written
 */
export async function loadSession(
  task: Task,
  { backend, onNotice = () => {} }: LoadOptions = {},
): Promise<LoadedTask> {
  try {
    if (backend === "webgpu") await useBackend(backend);
    // Models are made where their numbers can be read.
    await useBackend(backend === "webgpu" ? "wasm" : backend ?? "wasm");
  } catch (cause) {
    if (!(cause instanceof BackendError)) throw cause;
    throw new TaskError(cause.message, { cause });
  }
  const model = await buildModel(task);
  const starting = await startingWeightsOf(task);
  const parameters = parametersOf(model, task.seed, starting);
  const inX = parameters.filter((p) => p.kind !== "frozen");
  if (!parameters.some((p) => p.kind === "trainable")) {
    throw new TaskError(
      `There is nothing to train in the model of task "${task.name}": it has ` +
        "no trainable weights; unfreeze at least one layer",
    );
  }
  refuseConstant(model, task.loss);
  const data = await loadData(task, model);
  if (data.statistics) noteStatistics(model, data.statistics);
  const { labelShape, count } = data.train;
  const output = model.outputs[0]!.shape.slice(1) as number[];
  const classes = takesClasses(task.loss, labelShape, output);
  const advice = [
    ...takeMistypedOptions(),
    adviceOnActivation(model, task.loss),
    adviceOnRange(data.train, model, task.loss),
    adviceOnInputs(data.train, model),
  ];
  for (const text of advice) if (text !== undefined) onNotice(text);
  const objective = objectiveFor(model, task.loss, task.metrics, classes);
  const session = new TrainingSession(task, model, data, objective, parameters);

  const x0 = new Float64Array(session.layout.trainable + session.layout.state);
  const decayMask = new Uint8Array(session.layout.trainable);
  let at = 0;
  for (const { initial, kind, shape, size } of inX) {
    const matrix = kind === "trainable" && shape.length > 1;
    for (let i = 0; i < size; i++, at++) {
      x0[at] = Math.round(initial[i]! * GRID) / GRID;
      if (matrix) decayMask[at] = 1;
    }
  }
  if (backend === "webgpu") await probeLater(task, session, x0);
  const used = backend === "webgpu"
    ? backend
    : await chooseBackend(task, session, x0, backend, onNotice);
  const still = await adviceOnStillness(
    async (unit) =>
      (await session.gradientLater(Float32Array.from(x0), unit, 0))!,
    session.units.count,
  );
  if (still !== undefined) onNotice(still);
  const { target, patience, codec, k, variant, ordering } = task;
  const { localSteps, outer } = task;
  // Penalties would be a part of the loss of which guessing knows nothing.
  const guessing = tf.tidy(() => model.calculateLosses().length) > 0
    ? undefined
    : lossOfGuessing(data.train, objective.lossName, classes);
  const info: TaskInfo = {
    name: task.name,
    version: task.version,
    seed: task.seed,
    layout: session.layout,
    parameters: parameters.map(({ name, shape, kind }) => ({
      name,
      shape,
      kind,
    })),
    x0,
    frozenHash: hashFrozen(parameters),
    // Data of one's own are compared with nobody's.
    ...!task.ownData && {
      dataHashes: {
        train: hashData(data.train),
        validation: data.validation && hashData(data.validation),
      },
    },
    topology: topologyOf(model),
    unit: task.unit,
    units: session.units.count,
    examples: count,
    epochs: task.epochs,
    optimizer: task.optimizer,
    loss: objective.lossName,
    metrics: objective.metrics.map(([name]) => name),
    ownData: task.ownData,
    hasValidation: data.validation !== null,
    ...guessing !== undefined && { guessing },
    backend: used,
    decayMask,
    ...target && { target },
    ...patience !== undefined && { patience },
    ...codec && { codec },
    ...localSteps !== undefined && { localSteps },
    ...outer && { outer },
    ...k !== undefined && { k },
    ...variant && { variant },
    ...ordering && { ordering },
  };
  return { info, session };
}

async function startingWeightsOf(task: Task) {
  try {
    return await task.startingWeights?.() ?? null;
  } catch (cause) {
    throw new TaskError(
      `Cannot load the starting weights of task "${task.name}": ${
        reasonWithPlace(cause)
      }`,
      { cause },
    );
  }
}

/** Computes one gradient and one evaluation, and sees what they need. */
function probe(session: TrainingSession, x0: Float64Array): Set<string> {
  const kernels = new Set<string>();
  watchKernels(kernels, () => {
    session.gradient(Float32Array.from(x0), 0, 0);
    session.evaluate(Float32Array.from(x0), 8);
  });
  return kernels;
}

/** As `probe`, on WebGPU, to which the model moves. */
async function probeLater(
  task: Task,
  session: TrainingSession,
  x0: Float64Array,
): Promise<void> {
  await useBackend("webgpu");
  try {
    await session.gradientLater(Float32Array.from(x0), 0, 0);
    await session.evaluateLater(Float32Array.from(x0), 8);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TaskError(
      `Cannot train task "${task.name}" on the webgpu backend: ${reason}; ` +
        "leave the choice of the backend to Drover",
      { cause },
    );
  }
}

async function chooseBackend(
  task: Task,
  session: TrainingSession,
  x0: Float64Array,
  wanted: BackendName | undefined,
  onNotice: (text: string) => void,
): Promise<BackendName> {
  if (wanted !== "cpu") {
    const problem = problemOnWasm(session, x0);
    if (problem === null) return wanted ?? "wasm";
    if (wanted !== undefined) {
      throw new TaskError(
        `Cannot train task "${task.name}" on the ${wanted} backend: ${problem}; ` +
          "leave the choice of the backend to Drover",
      );
    }
    onNotice(
      `Task "${task.name}" trains on the slower cpu backend: ${problem}`,
    );
    await useBackend("cpu");
  }
  const kernels = (() => {
    try {
      return probe(session, x0);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TaskError(
        `Cannot compute a gradient of task "${task.name}": ${reason}`,
        { cause },
      );
    }
  })();
  const wrong = [...kernels].filter((name) => KNOWN_WRONG.cpu.has(name));
  if (wrong.length > 0 && task.unit > 1) {
    throw new TaskError(
      `Cannot train task "${task.name}": the gradient of nearest-neighbour ` +
        `resizing (${wrong.join(", ")}) is wrong on the cpu backend for more ` +
        "than one example, and the wasm backend cannot train this model; use " +
        'upSampling2d with interpolation "bilinear", conv2dTranspose, or unit 1',
    );
  }
  const padded = allLayers(session.model).find((layer) =>
    layer.getClassName().startsWith("AveragePooling") &&
    (layer as unknown as { padding?: string }).padding === "same"
  );
  if (padded !== undefined && kernels.has("AvgPoolGrad")) {
    throw new TaskError(
      `Cannot train task "${task.name}": the gradient of average pooling with ` +
        `padding "same" (layer "${padded.name}") is wrong on the cpu backend; ` +
        'use padding "valid", or the wasm backend where it can train this model',
    );
  }
  return "cpu";
}

/** Why the wasm backend cannot train the task, or null where it can. */
function problemOnWasm(
  session: TrainingSession,
  x0: Float64Array,
): string | null {
  try {
    const kernels = probe(session, x0);
    const wrong = [...kernels].filter((name) => KNOWN_WRONG.wasm.has(name));
    if (wrong.length === 0) return null;
    return `the wasm backend computes wrong results in ${wrong.join(", ")}`;
  } catch (error) {
    if (error instanceof GradientError) {
      throw new TaskError(`The first gradient is not usable. ${error.message}`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    const missing = /registered kernel '(\w+)'/.exec(reason)?.[1];
    return missing
      ? `the wasm backend has no kernel ${missing}, which it needs`
      : `the wasm backend failed with "${reason}"`;
  }
}
