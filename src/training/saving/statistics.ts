import type { Statistics } from "../data/standardize.ts";
import type { tf } from "../tf.ts";
import { ModelFileError } from "./errors.ts";

/** What tfjs keeps beside a model, as far as Drover writes it. */
interface Notes {
  statistics?: { mean: number[]; deviation: number[] };
}

/** Notes in a model by what its inputs were standardized; they are saved with it. */
export function noteStatistics(
  model: tf.LayersModel,
  { mean, deviation }: Statistics,
): void {
  const statistics = { mean: [...mean], deviation: [...deviation] };
  model.setUserDefinedMetadata({ ...notesOf(model), statistics });
}

/** The same as safetensors takes it: text by name, none where there is nothing. */
export function describeStatistics(
  model: tf.LayersModel,
): Record<string, string> {
  const statistics = notesOf(model).statistics;
  return statistics ? { statistics: JSON.stringify(statistics) } : {};
}

/**
 * By what the inputs of a loaded model were standardized in training, for those
 * that it is to see now: its task's `data()` returned what `standardize()` gave.
 *
 * @throws {ModelFileError} where the model was saved without.
 *
 * @example
 * ```ts ignore
 * import { loadModel, readCsv, standardize, statisticsOf } from "@drover/drover";
 *
 * const model = await loadModel("model");
 * const rows = await readCsv("new.csv", { label: null });
 * const { inputs } = standardize(rows, { statistics: statisticsOf(model) });
 * ```
 */
export function statisticsOf(model: tf.LayersModel): Statistics {
  const { statistics } = notesOf(model);
  if (statistics === undefined) {
    throw new ModelFileError(
      "The model was saved without statistics: its task's data() did not " +
        "return what standardize() gives; hand it inputs as they are",
    );
  }
  const { mean, deviation } = statistics;
  return {
    mean: Float64Array.from(mean),
    deviation: Float64Array.from(deviation),
  };
}

/** tfjs has nothing there until something is set. */
function notesOf(model: tf.LayersModel): Notes {
  return (model.getUserDefinedMetadata() as Notes | undefined) ?? {};
}
