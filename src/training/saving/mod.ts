/**
 * Model files: tfjs model directories and safetensors.
 *
 * @example
 * ```ts ignore
 * import { loadModel, saveModel } from "./mod.ts";
 *
 * await saveModel(model, "trained");
 * const again = await loadModel("trained");
 * ```
 *
 * @module
 */

export { TaskError } from "../errors.ts";
export { ModelFileError } from "./errors.ts";
export { loadModel, saveModel } from "./save_model.ts";
export { noteStatistics, statisticsOf } from "./statistics.ts";
export { modelDirectory } from "./model_directory.ts";
export { weightNames } from "../weight_names.ts";
export type { TypedArray } from "../data/elements.ts";
export type { NumericArray } from "../dataset.ts";
export {
  readSafetensors,
  type Safetensors,
  type SavedTensor,
  writeSafetensors,
} from "./safetensors.ts";
