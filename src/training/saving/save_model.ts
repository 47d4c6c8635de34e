import { fromFileUrl } from "@std/path";
import type { tf } from "../tf.ts";
import {
  getBackend,
  io,
  type LayersModel,
  loadLayersModel,
} from "../tfjs/tf.ts";
import { ModelFileError } from "./errors.ts";
import { modelDirectory, modelFiles } from "./model_directory.ts";
import { type SavedTensor, writeSafetensors } from "./safetensors.ts";
import { describeStatistics } from "./statistics.ts";
import { weightNames } from "../weight_names.ts";
import { writeFiles } from "./write_files.ts";

/**
 * Saves a model for others to use: `model.json` and `weights.bin`, which every
 * tfjs program loads, and `model.safetensors`, which Python's safetensors and
 * its kin load. All weights are in both, frozen ones and state included.
 *
 * In the safetensors file weights have the names of {@linkcode weightNames} and
 * the layout of Keras (dense kernels `[in, out]`, convolutions `[height, width,
 * in, out]`), which its metadata says: `format: "tf"`. By what inputs were
 * standardized stands in both, in the metadata as JSON under `statistics`.
 *
 * @returns The paths of the files written
 * @throws {ModelFileError} where the directory cannot be written to; a model
 * that was there before is then still whole.
 *
 * @example
 * ```ts ignore
 * await saveModel(model, "trained"); // ["trained/weights.bin", "trained/model.json", "trained/model.safetensors"]
 * ```
 */
export async function saveModel(
  model: LayersModel,
  directory: string,
): Promise<string[]> {
  const files = new Map<string, Uint8Array>();
  await model.save(io.withSaveHandler((artifacts) => {
    for (const [name, bytes] of modelFiles(artifacts)) files.set(name, bytes);
    return Promise.resolve({
      modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts),
    });
  }));
  files.set(
    "model.safetensors",
    writeSafetensors(await tensorsOf(model), {
      format: "tf",
      framework: "drover",
      ...describeStatistics(model),
    }),
  );
  return await writeFiles(directory, files);
}

/**
 * Loads a model that `--save` or any tfjs program wrote, and makes the
 * WebAssembly backend ready where a program has chosen none: models and tensors
 * need one.
 *
 * @param folder Where `model.json` is: a path, relative to the working
 * directory, or a `file:` URL.
 * @throws {ModelFileError} where a file is missing, damaged or truncated.
 *
 * @example
 * ```ts ignore
 * import { loadModel, tf } from "@drover/drover";
 *
 * const model = await loadModel("model");
 * const output = model.predict(tf.tensor([[5.1, 3.5, 1.4, 0.2]])) as tf.Tensor;
 * console.log(output.dataSync());
 * ```
 */
export async function loadModel(
  folder: string | URL,
): Promise<tf.LayersModel> {
  const directory: string = folder instanceof URL
    ? fromFileUrl(folder)
    : folder;
  // A task that starts from a saved model has one, and keeps it.
  if (!getBackend()) {
    await (await import("../tfjs/backend.ts")).useBackend("wasm");
  }
  try {
    return await loadLayersModel(modelDirectory(directory));
  } catch (cause) {
    if (cause instanceof ModelFileError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFileError(
      `Cannot load the model in ${directory}: ${why}`,
      { cause },
    );
  }
}

async function tensorsOf(
  model: LayersModel,
): Promise<Map<string, SavedTensor>> {
  const names = weightNames(model);
  const tensors = new Map<string, SavedTensor>();
  for (const [i, weight] of model.weights.entries()) {
    const tensor = weight.read();
    // A copy, since a backend may hand out its own memory.
    const data = (await tensor.data<"float32" | "int32" | "bool">()).slice();
    tensors.set(names[i]!, { data, shape: tensor.shape });
  }
  return tensors;
}
